"""Short texts of our own with what is quoted in them and by whom: (language, text, ((quote, speaker), …)).

Speakers are ids of `NAMES`; "" where the text leaves it open.
"""

from __future__ import annotations

from paddock.evidence.types import Field, Mention

NAMES = {
    "Hanna Vogt": "person:hanna-vogt",
    "Vogt": "person:hanna-vogt",
    "Marc Delorme": "person:marc-delorme",
    "Delorme": "person:marc-delorme",
    "Peter Quill": "person:peter-quill",
    "Quill": "person:peter-quill",
    "Luis Arregui": "driver:luis-arregui",
    "Arregui": "driver:luis-arregui",
    "Corvane": "manufacturer:corvane",
    "Tarvo": "manufacturer:tarvo",
    "Nordlink": "company:nordlink",
    "Team Sable": "team:team-sable",
    "Sable": "team:team-sable",
    "WEC": "series:wec",
    "IMSA": "series:imsa",
    "Paddock Daily": "outlet:paddock-daily",
    "Boxengasse": "outlet:boxengasse",
    "Grille Hebdo": "outlet:grille-hebdo",
    "Sebring": "circuit:sebring",
    "C90": "car:corvane-c90",
}
"""Who the texts are about: name as written → reference."""

Case = tuple[str, str, tuple[tuple[str, str], ...]]

V, D, Q, A = "person:hanna-vogt", "person:marc-delorme", "person:peter-quill", "driver:luis-arregui"
C, T, N = "manufacturer:corvane", "manufacturer:tarvo", "company:nordlink"

ENGLISH: tuple[Case, ...] = (
    ("en", "“We are ready,” said Hanna Vogt.", (("We are ready,", V),)),
    ("en", "“We are ready,” Hanna Vogt said.", (("We are ready,", V),)),
    ("en", 'Hanna Vogt said: "We are ready."', (("We are ready.", V),)),
    ("en", 'Hanna Vogt told Paddock Daily: "We are ready."', (("We are ready.", V),)),
    ("en", '"We are ready", Marc Delorme, head of Corvane, stated.', (("We are ready", D),)),
    ("en", "“It will take time,” explained Corvane CEO Marc Delorme.", (("It will take time,", D),)),
    (
        "en",
        "“It will take time,” Delorme explained. “We are not in a hurry.”",
        (("It will take time,", D), ("We are not in a hurry.", D)),
    ),
    (
        "en",
        "Marc Delorme leads the works effort. “It will take time,” he said.",
        (("It will take time,", D),),
    ),
    (
        "en",
        "Hanna Vogt confirmed that the cars will race.\n“It was a long road,” she added.",
        (("It was a long road,", V),),
    ),
    ("en", "Corvane calls the step “overdue”.", (("overdue", C),)),
    ("en", "Corvane has withdrawn. On Friday the manufacturer spoke of a “new chapter”.", (("new chapter", C),)),
    ("en", "Tarvo is reviewing its “options” in GT racing.", (("options", T),)),
    (
        "en",
        "Tarvo will stop its programme. “The board has decided to focus on road cars”, a statement read.",
        (("The board has decided to focus on road cars", T),),
    ),
    ("en", "“No comment,” a Tarvo spokesperson told Paddock Daily.", (("No comment,", T),)),
    (
        "en",
        "“We saw the data,” Peter Quill told Paddock Daily. The car was fourth at Sebring.\n“Now we have to act.”",
        (("We saw the data,", Q), ("Now we have to act.", Q)),
    ),
    (
        "en",
        "Asked whether he had spoken to other makers, Peter Quill replied: “Of course. You always talk.”",
        (("Of course. You always talk.", Q),),
    ),
    (
        "en",
        "Peter Quill is new in the job. Asked if he liked it, he said: “Very much.”",
        (("Very much.", Q),),
    ),
    ("en", "The plan is “on the table”, according to Peter Quill.", (("on the table", Q),)),
    ("en", "According to Hanna Vogt, the car is “a step forward”.", (("a step forward", V),)),
    (
        "en",
        "A third car would be “a dream”, says team boss Hanna Vogt, but there is no budget.",
        (("a dream", V),),
    ),
    ("en", "“Why should we wait?” asked Quill.", (("Why should we wait?", Q),)),
    ("en", "“Never!” Quill laughed.", (("Never!", Q),)),
    (
        "en",
        "‘We are ready,’ said Hanna Vogt. ‘The drivers’ seats are set.’",
        (("We are ready,", V), ("The drivers’ seats are set.", V)),
    ),
    ("en", "'We're ready,' said Hanna Vogt, whose drivers' contracts end in May.", (("We're ready,", V),)),
    ("en", "It's the team's 'final answer', Vogt said.", (("final answer", V),)),
    (
        "en",
        "“He told me ‘no chance’ and that was it,” recalled Arregui.",
        (("He told me ‘no chance’ and that was it,", A), ("no chance", "")),
    ),
    (
        "en",
        "“We started late,” said Vogt.\n“The chassis came in March.\n“The engine came in May.”",
        (("We started late,", V), ("The chassis came in March.", V), ("The engine came in May.", V)),
    ),
    (
        "en",
        "“We started late,” said Vogt. Marc Delorme disagrees. “We were in time.”",
        (("We started late,", V), ("We were in time.", D)),
    ),
    ("en", "“We want [IMSA] soon,” Delorme revealed.", (("We want [IMSA] soon,", D),)),
    ("en", "“Great weekend” – Luis Arregui", (("Great weekend", A),)),
    (
        "en",
        "“First,” said Vogt, and “second,” said Quill.",
        (("First,", V), ("second,", Q)),
    ),
    ("en", "“We might be happy,” Vogt advised Paddock Daily.", (("We might be happy,", V),)),
    (
        "en",
        "Peter Quill drove well at Sebring. The Spaniard Luis Arregui was second. “I was tired,” the Spaniard said.",
        (("I was tired,", A),),
    ),
    ("en", "There is talk of a “super team” in the paddock.", (("super team", ""),)),
    ("en", 'The 18" wheels of the C90 are new, and Vogt likes them: "They look fine."', (("They look fine.", V),)),
    (
        "en",
        "“We had a good run,” said Peter Quill, who shares the car with Luis Arregui. “The pace was there.”",
        (("We had a good run,", Q), ("The pace was there.", Q)),
    ),
    ("en", "Delorme: “The car is quick”", (("The car is quick", D),)),
    (
        "en",
        "“It is simple.” “We race to win,” added Quill.",
        (("It is simple.", Q), ("We race to win,", Q)),
    ),
)

GERMAN: tuple[Case, ...] = (
    ("de", "„Wir sind bereit“, sagt Hanna Vogt.", (("Wir sind bereit", V),)),
    ("de", '"Wir sind bereit", sagte Vogt am Freitag.', (("Wir sind bereit", V),)),
    ("de", "„Wir sind bereit“, so Hanna Vogt.", (("Wir sind bereit", V),)),
    ("de", "»Wir sind bereit«, erklärt Hanna Vogt gegenüber Boxengasse.", (("Wir sind bereit", V),)),
    ("de", "«Wir sind bereit», sagte Marc Delorme, der Chef von Corvane.", (("Wir sind bereit", D),)),
    ("de", "Hanna Vogt sagt: „Wir sind bereit.“", (("Wir sind bereit.", V),)),
    ("de", "Vogt bleibt gelassen: „Es ist nur ein Test.“", (("Es ist nur ein Test.", V),)),
    ("de", "„Das war knapp“, hält sich Vogt kurz.", (("Das war knapp", V),)),
    ("de", "„Das war knapp“, winkt Delorme ab. „Mehr nicht.“", (("Das war knapp", D), ("Mehr nicht.", D))),
    (
        "de",
        "„Das Auto ist schnell“, weiß Vogt. „Aber nicht überall“, stellt die ehemalige Fahrerin klar.",
        (("Das Auto ist schnell", V), ("Aber nicht überall", V)),
    ),
    ("de", "Laut Marc Delorme ist das Projekt „auf Eis“.", (("auf Eis", D),)),
    ("de", "Das Projekt ist Marc Delorme zufolge „auf Eis“.", (("auf Eis", D),)),
    ("de", "Corvane hat „keine Eile“ mit dem Einstieg.", (("keine Eile", C),)),
    (
        "de",
        "Tarvo steigt aus der WEC aus. Der Hersteller spricht von einer „Neuordnung“ seiner Kräfte.",
        (("Neuordnung", T),),
    ),
    (
        "de",
        "Marc Delorme verrät, dass Corvane die IMSA „im Blick“ hat, aber noch „kein Budget“.",
        (("im Blick", D), ("kein Budget", D)),
    ),
    ("de", "Als Grund nennt Tarvo die Kosten: „Sie sind zu hoch.“", (("Sie sind zu hoch.", T),)),
    (
        "de",
        "Peter Quill bestätigt das nicht. „Dazu sage ich nichts“, sagt er.",
        (("Dazu sage ich nichts", Q),),
    ),
    (
        "de",
        "„Er sagte mir: ‚Fahr einfach‘, und das tat ich“, erzählt Arregui.",
        (("Er sagte mir: ‚Fahr einfach‘, und das tat ich", A), ("Fahr einfach", "")),
    ),
    (
        "de",
        "„Tarvo richtet sich neu aus“, heißt es in einer Mitteilung von Tarvo.",
        (("Tarvo richtet sich neu aus", T),),
    ),
    ("de", "„Wir warten ab“, so ein Sprecher von Nordlink.", (("Wir warten ab", N),)),
    (
        "de",
        "Neue Gespräche gab es nicht. „Noch nicht. Wir kennen dort Leute“, hält sich Quill bedeckt. „Es ist zu früh.“",
        (("Noch nicht. Wir kennen dort Leute", Q), ("Es ist zu früh.", Q)),
    ),
    ("de", 'Vogt rudert zurück: "Nur eine Idee"', (("Nur eine Idee", V),)),
    (
        "de",
        "Laut Medienberichten will Nordlink einsteigen. „Wir kaufen nichts“, sagte Quill.",
        (("Wir kaufen nichts", Q),),
    ),
    (
        "de",
        "„Der 6. Platz am 12. Februar war gut“, freut sich Arregui. Vogt war dabei. „Das Team hat gekämpft.“",
        (("Der 6. Platz am 12. Februar war gut", A), ("Das Team hat gekämpft.", V)),
    ),
    ("de", "„Wir fahren.\n„Wir gewinnen“, sagt Vogt.", (("Wir fahren.", V), ("Wir gewinnen", V))),
    ("de", "Der Sieg war „Balsam“ für die Mannschaft.", (("Balsam", ""),)),
    ("de", "Im Gespräch mit Boxengasse sagte Delorme: „Wir prüfen das.“", (("Wir prüfen das.", D),)),
    ("de", "„Es geht voran“, hat Vogt im Januar gesagt.", (("Es geht voran", V),)),
)

FRENCH: tuple[Case, ...] = (
    ("fr", "« Nous sommes prêts », a déclaré Hanna Vogt.", (("Nous sommes prêts", V),)),
    ("fr", "“Nous sommes prêts”, nous a déclaré Hanna Vogt.", (("Nous sommes prêts", V),)),
    ("fr", '"Nous sommes prêts", a-t-elle assuré. Hanna Vogt était à Sebring.', (("Nous sommes prêts", V),)),
    ("fr", "Hanna Vogt a expliqué : « Nous sommes prêts. »", (("Nous sommes prêts.", V),)),
    ("fr", "« Nous sommes prêts », assure Marc Delorme, directeur de Corvane.", (("Nous sommes prêts", D),)),
    (
        "fr",
        "Marc Delorme dirige le projet. « On peut tout imaginer », se réjouit-il.",
        (("On peut tout imaginer", D),),
    ),
    (
        "fr",
        '" Nous avons des amis là-bas, dit-il. " Peter Quill connaît le pays.',
        (("Nous avons des amis là-bas, dit-il.", Q),),
    ),
    ("fr", "Selon Marc Delorme, la voiture est « très saine ».", (("très saine", D),)),
    ("fr", "Corvane parle d'un « ajustement » de ses plans.", (("ajustement", C),)),
    (
        "fr",
        "Tarvo se retire du WEC. Le constructeur évoque « un nouveau départ ».",
        (("un nouveau départ", T),),
    ),
    (
        "fr",
        "« Le tracé nous convient », souligne Luis Arregui. « On vise la pole. »",
        (("Le tracé nous convient", A), ("On vise la pole.", A)),
    ),
    (
        "fr",
        "Le pilote espagnol Luis Arregui était avec Peter Quill. « La piste est belle », souligne l'Espagnol.",
        (("La piste est belle", A),),
    ),
    (
        "fr",
        "« Notre marque reste « une école de course » pour tous », détaille un communiqué de Corvane.",
        (("Notre marque reste « une école de course » pour tous", C), ("une école de course", C)),
    ),
    ("fr", "« Un bel accord », détaille un communiqué commun de Nordlink et Corvane.", (("Un bel accord", ""),)),
    ("fr", "« Ce n’est pas mon sujet », nous a répondu Peter Quill.", (("Ce n’est pas mon sujet", Q),)),
    (
        "fr",
        "« C'est un projet sérieux », assure Marc Delorme. Et ensuite ? « On verra. »",
        (("C'est un projet sérieux", D), ("On verra.", D)),
    ),
    ("fr", "Peter Quill confiait vouloir « gagner partout ».", (("gagner partout", Q),)),
    (
        "fr",
        "Un retour d'Arregui n'est pas exclu : « J'aimerais rouler au Mans. »",
        (("J'aimerais rouler au Mans.", A),),
    ),
    ("fr", "“Oui, on regarde”, a déclaré le patron de Team Sable, Peter Quill.", (("Oui, on regarde", Q),)),
    ("fr", "« L'équipe a bien travaillé », lâche Arregui.", (("L'équipe a bien travaillé", A),)),
    ("fr", "Pour Hanna Vogt, la voiture est « une réussite ».", (("une réussite", V),)),
    (
        "fr",
        "« On a souffert.\n« Mais on est là », raconte Arregui.",
        (("On a souffert.", A), ("Mais on est là", A)),
    ),
    ("fr", "« Nous arrêtons », a annoncé Tarvo jeudi.", (("Nous arrêtons", T),)),
    (
        "fr",
        "« La décision est prise », dit Vogt. « Elle est dure », ajoute Quill.",
        (("La décision est prise", V), ("Elle est dure", Q)),
    ),
)

OTHERS: tuple[Case, ...] = (
    ("es", "“Estamos listos”, dijo Hanna Vogt.", (("Estamos listos", V),)),
    ("es", '"Estamos listos", afirma Vogt. "No hay prisa", agregó.', (("Estamos listos", V), ("No hay prisa", V))),
    ("es", "Según Marc Delorme, es “un paso natural”.", (("un paso natural", D),)),
    ("es", "Peter Quill no lo confirma. «No compramos nada», dice él.", (("No compramos nada", Q),)),
    ("es", "“Lo discutimos”, le explicó el ejecutivo Marc Delorme a Paddock Daily.", (("Lo discutimos", D),)),
    ("es", "Corvane habla de un “nuevo rumbo”.", (("nuevo rumbo", C),)),
    ("it", "«Siamo pronti», ha detto Hanna Vogt.", (("Siamo pronti", V),)),
    ("it", "“Saremo felici”, ha dichiarato Delorme a Paddock Daily.", (("Saremo felici", D),)),
    ("it", 'Hanna Vogt ha spiegato: "Non c\'è fretta".', (("Non c'è fretta", V),)),
    ("it", "Marc Delorme ha annunciato che il programma finisce. “È stata dura.”", (("È stata dura.", D),)),
    ("it", "Delorme parla di “qualcosa di nuovo“.", (("qualcosa di nuovo", D),)),
    ("it", "Secondo Peter Quill l'accordo è “vicino”.", (("vicino", Q),)),
    ("pt", "“Estamos prontos”, disse Hanna Vogt.", (("Estamos prontos", V),)),
    (
        "pt",
        "“Sim, conversei com eles”, disse Delorme. “Nada mais”, explicou.",
        (("Sim, conversei com eles", D), ("Nada mais", D)),
    ),
    (
        "pt",
        "O chefe da equipe, Peter Quill, não confirma. “Não estou envolvido”, disse ele.",
        (("Não estou envolvido", Q),),
    ),
    ("pt", "A Corvane fala de um “novo começo”.", (("novo começo", C),)),
)

CASES = (*ENGLISH, *GERMAN, *FRENCH, *OTHERS)


def mentions(text: str, field: Field = "text") -> tuple[Mention, ...]:
    """Return where the names stand in a text, the longest first, as whole words."""
    found: list[Mention] = []
    taken: set[int] = set()
    for name in sorted(NAMES, key=len, reverse=True):
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            free = not taken.intersection(range(at, end))
            whole = not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum()
            if free and whole:
                kind, _, slug = NAMES[name].partition(":")
                found.append(Mention(name, slug, kind, at, end, field))
                taken.update(range(at, end))
            at = text.find(name, end)
    return tuple(sorted(found, key=lambda one: one.start))
