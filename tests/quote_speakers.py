"""Short texts of our own on who speaks, rule by rule: (language, title, text, speakers in the order of the text).

Who they are about is in `quote_cases.NAMES`.
"""

from __future__ import annotations

V, D, Q, A = "person:hanna-vogt", "person:marc-delorme", "person:peter-quill", "driver:luis-arregui"
C, T, S = "manufacturer:corvane", "manufacturer:tarvo", "team:team-sable"
P, W, IM = "outlet:paddock-daily", "series:wec", "series:imsa"

Case = tuple[str, str, str, tuple[str, ...]]

STATEMENTS: tuple[Case, ...] = (
    (
        "en",
        "",
        "Team Sable has responded after its entry was turned down by Corvane. “We strongly disagree,” the "
        "statement read.",
        (S,),
    ),
    (
        "en",
        "",
        "Team Sable has responded after its entry was turned down by Corvane. “We strongly disagree,” it read.",
        (S,),
    ),
    (
        "en",
        "",
        "Team Sable has reacted to the refusal. The WEC had approved the outfit in May, but Corvane concluded"
        " otherwise. “Team Sable has read the letter and disagrees,” the statement read. “Our work goes on.”",
        (S, S),
    ),
    (
        "en",
        "",
        "Team Sable has reacted to the refusal. Corvane had approved the entry in May, but Tarvo concluded "
        "otherwise. “We have read the letter and disagree,” a statement read. “Our work goes on.”",
        (S, S),
    ),
    (
        "de",
        "",
        "Team Sable hat auf die Absage von Corvane reagiert. „Wir sind enttäuscht“, heißt es in einer Mitteilung.",
        (S,),
    ),
    (
        "de",
        "",
        "Tarvo reagiert auf die Absage. Corvane hatte im Mai zugestimmt. „Wir sind enttäuscht“, heißt es in "
        "einem Statement.",
        (T,),
    ),
    ("fr", "", "Team Sable a réagi après le refus de Corvane. « Nous sommes déçus », indique le communiqué.", (S,)),
    (
        "fr",
        "",
        "Tarvo a réagi. Corvane avait donné son accord en mai. « Nous sommes déçus », peut-on lire dans un communiqué.",
        (T,),
    ),
    ("en", "", "The race of the WEC at Sebring was called off. “The decision was taken,” a statement read.", (W,)),
    (
        "de",
        "",
        "Während Corvane testet, ist wenig zu hören. Ein Sprecher bestätigte, dass Tarvo das Programm „gestoppt“ habe.",
        (T,),
    ),
    (
        "fr",
        "",
        "Team Sable devait rejoindre Corvane. L'équipe vient de le démentir sur les réseaux. « Nous n'avons "
        "pas cette intention. »",
        (S,),
    ),
    ("en", "", "The IMSA has ruled. “The rule stands,” the series said.", (IM,)),
    (
        "en",
        "",
        "Corvane has denied the report. Nordlink said the mail went to spam. “We were not aware of it,” read "
        "the statement.",
        (C,),
    ),
    ("en", "", "“We disagree with the decision of Nordlink,” read a Corvane statement.", (C,)),
    (
        "fr",
        "",
        "La candidature de Corvane a été rejetée par Nordlink. « Nous sommes déçus », a réagi le constructeur.",
        (C,),
    ),
)
"""A statement is by who the article begins with, or by whom it names, not by the firm named last."""

OBJECTS: tuple[Case, ...] = (
    (
        "en",
        "",
        "Luis Arregui will race for Corvane, joining Peter Quill and Marc Delorme. “I have always wanted "
        "this,” he said.",
        (A,),
    ),
    (
        "en",
        "",
        "Arregui tested with Tarvo last week, where Peter Quill has a contract. “I want to come back,” the "
        "Spaniard said.",
        (A,),
    ),
    ("en", "", "Tarvo has signed Peter Quill, but Arregui still hopes. “I want to come back,” he said.", (A,)),
    (
        "en",
        "",
        "Arregui was asked about replacing Peter Quill at Tarvo. “I have always wanted it,” he told Paddock Daily.",
        (A,),
    ),
    (
        "en",
        "",
        "Arregui wants a seat. Tarvo is about to drop Peter Quill. “I have always wanted it,” said the Spaniard.",
        (A,),
    ),
    (
        "de",
        "",
        "Luis Arregui wechselt zu Tarvo. Dort ersetzt er Peter Quill. „Ich freue mich“, sagt der Spanier.",
        (A,),
    ),
    ("de", "", "Luis Arregui wechselt zu Tarvo, wo Peter Quill geht. „Ich freue mich“, sagt der Spanier.", (A,)),
    ("de", "", "Luis Arregui hofft. Tarvo will Peter Quill halten. „Ich freue mich“, sagt der Spanier.", (A,)),
    ("fr", "", "Luis Arregui espère. Tarvo veut garder Peter Quill. « J'attends », dit l'Espagnol.", (A,)),
    ("fr", "", "Luis Arregui quitte Tarvo. Il est remplacé par Peter Quill. « J'attends », explique le pilote.", (A,)),
    ("en", "", "Luis Arregui will be replaced by Peter Quill at Tarvo. “It is time,” said the 37-year-old.", (A,)),
    (
        "it",
        "",
        "«Sono felice», racconta il 37enne Luis Arregui. Tarvo lascia Peter Quill. «Ho voglia», ha detto lo spagnolo.",
        (A, A),
    ),
    ("en", "", "Speaking to Paddock Daily, Arregui called it “odd”.", (A,)),
    (
        "en",
        "Arregui eyes Tarvo seat",
        "The Spaniard has been linked with Tarvo, where Peter Quill and Hanna Vogt are candidates too. “I "
        "have always wanted this,” he said. “That is why I try.”",
        (A, A),
    ),
    ("de", "", "Luis Arregui, der Peter Quill ersetzt, spricht von „einem Traum“.", (A,)),
)
"""Who is only the object of a clause, or stands in an aside, is not who speaks."""

LISTS: tuple[Case, ...] = (
    (
        "de",
        "",
        "„Wir bleiben“, sagt Delorme. Neben den Werksautos kommt der Wagen von Peter Quill, Luis Arregui und "
        "Hanna Vogt, „wenn alles klappt“.",
        (D, D),
    ),
    (
        "en",
        "",
        "“We stay,” said Delorme. There will be cars for Peter Quill, Luis Arregui and Hanna Vogt “if all goes well”.",
        (D, D),
    ),
    (
        "en",
        "",
        "“We stay,” said Delorme. Peter Quill, Luis Arregui and Hanna Vogt return, “unless something happens”.",
        (D, D),
    ),
    ("en", "", "“We stay,” said Delorme. Peter Quill and Luis Arregui will share the car “if they agree”.", (D, D)),
)
"""Several people at once do not speak, and a preposition before the first of a list stands before them all."""

HEADLINES: tuple[Case, ...] = (
    ("en", "", "“We’re back”: Corvane boss Marc Delorme on the return.", (D,)),
    ("en", "", "“We’re back,” and how. Corvane returns to Sebring. “It took time,” said Marc Delorme.", (D, D)),
    ("en", "", "“We’re back.” Corvane returns to Sebring, Marc Delorme has announced.", (D,)),
    (
        "en",
        "",
        "“We’re back!” Corvane returns to Sebring in May. Marc Delorme, its boss, made it known on Friday.",
        (D,),
    ),
    ("de", "", "„Wir sind bereit“: Vogt will in die IMSA.", (V,)),
    ("de", "", "„Wir sind bereit“ – Hanna Vogt will in die IMSA.", (V,)),
    ("de", "", "Hanna Vogt über die IMSA: „Wir sind bereit.“", (V,)),
    ("fr", "", "« Nous sommes prêts » : Hanna Vogt veut la IMSA.", (V,)),
    (
        "en",
        "",
        "In an interview with Paddock Daily, he was blunt. “We wait.” Marc Delorme has run Tarvo since May.",
        (D,),
    ),
)
"""A quote that an article opens with is by whom it names next."""

FRAGMENTS: tuple[Case, ...] = (
    ("en", "", "Corvane announced that Arregui “will explore new adventures”.", (C,)),
    ("en", "", "Corvane said in a statement that Arregui “will explore new adventures”.", (C,)),
    ("en", "", "Arregui will leave and “will explore new adventures”, Tarvo said.", (T,)),
    ("en", "", "Arregui, who “will explore new adventures”, leaves at once, Tarvo said.", (T,)),
    ("en", "", "Arregui “will explore new adventures”, according to Tarvo.", (T,)),
    ("en", "", "Tarvo has parted with Arregui. He “will explore new adventures”, a statement said.", (T,)),
    (
        "en",
        "",
        "Tarvo will stop, boss Marc Delorme told Paddock Daily. “We wanted to be closer,” he said. Tarvo will"
        " place drivers in a “hybrid” programme.",
        (D, D),
    ),
    ("en", "", "The IMSA is popular with Corvane. Its boss, Marc Delorme, calls it “a must”.", (D,)),
    ("en", "", "In the IMSA, the C90 is “a weapon”, Marc Delorme believes.", (D,)),
    ("en", "", "The WEC remains “the place to be” for Marc Delorme.", (D,)),
    ("de", "", "Die WEC ist für Marc Delorme „der richtige Ort“.", (D,)),
    ("fr", "", "Le WEC reste « une vitrine » pour Marc Delorme.", (D,)),
    ("de", "", "Marc Delorme lobt die WEC, die IMSA sei dagegen „ein Abenteuer“.", (D,)),
    ("en", "", "The WEC has “a good future”, says Hanna Vogt. The IMSA is “not an option”.", (V, V)),
    ("en", "", "Hanna Vogt likes the WEC. The IMSA is “not an option”.", (V,)),
    (
        "en",
        "",
        "“Time to go,” said Arregui, adding that the WEC was “a great school”. The IMSA would be “a new world”.",
        (A, A, A),
    ),
    ("de", "", "„Zeit zu gehen“, sagt Arregui. Die IMSA sei „eine neue Welt“.", (A, A)),
    ("en", "", "Corvane will build a new car. The IMSA “remains the base of (its) racing”.", (C,)),
    ("en", "", "Corvane leaves IMSA but stays with customers. The WEC is “the base of its racing”.", (C,)),
    ("en", "", "Luis Arregui leaves Tarvo. Arregui “will explore new roads” and Peter Quill takes his seat.", (T,)),
    ("de", "", "Tarvo trennt sich von Luis Arregui. Arregui „wird neue Wege gehen“.", (T,)),
    ("fr", "", "Tarvo se sépare de Luis Arregui. Arregui « va explorer d'autres voies ».", (T,)),
)
"""Who is spoken of does not speak: series, firms of which somebody has just told, people a quote goes on about."""

AS_X_SAYS: tuple[Case, ...] = (
    ("de", "", "Luis Arregui verlässt Tarvo. Wie der Hersteller mitteilt, wolle der Spanier „neue Wege“ gehen.", (T,)),
    ("de", "", "Laut Tarvo will Luis Arregui „neue Wege“ gehen.", (T,)),
    ("de", "", "Luis Arregui sucht, so Tarvo, „neue Wege“.", (T,)),
    (
        "de",
        "",
        "Nordlink lehnt Corvane ab. Corvane teilt dazu mit: „Wir sind enttäuscht.“ Und weiter: „Wir machen weiter.“",
        (C, C),
    ),
    ("de", "", "Wie Tarvo erklärt, ist das Auto „bereit“.", (T,)),
    ("de", "", "Wie Vogt sagt, ist das Auto „bereit“.", (V,)),
    ("fr", "", "Comme l'explique Hanna Vogt, la voiture est « prête ».", (V,)),
    ("en", "", "As Hanna Vogt puts it, the car is “ready”.", (V,)),
)
""""Wie X sagt", ", so X," and "laut X" name who speaks; a verb between a firm and somebody makes no title."""

OUTLETS: tuple[Case, ...] = (
    ("en", "", "Paddock Daily understands that Corvane is “close” to a deal.", (P,)),
    ("en", "", "According to Paddock Daily, Corvane is “close” to a deal.", (P,)),
)
"""An outlet speaks where it is the source and the sentence names nobody."""

UNKNOWN: tuple[Case, ...] = (
    ("en", "", "“It’s a dream,” the Basque told Paddock Daily. Luis Arregui will race at Sebring.", (A,)),
    ("fr", "", "Luis Arregui sera à Sebring. « Un rêve », confie l'Andorran à Grille Hebdo.", (A,)),
    ("en", "", "Luis Arregui was at the wheel. “The seat was wet,” he pointed out.", (A,)),
)
"""A word nobody knows between an article and a verb of saying is somebody, a pronoun before any verb too."""

KEPT: tuple[Case, ...] = (
    (
        "de",
        "",
        "„Wir warten“, sagt Delorme. Auch Peter Quill denkt an mehr Rennen. Man befinde sich in einem "
        "„Prozess“, es sei „zu früh“.",
        (D, Q, Q),
    ),
    ("en", "", "Vogt: “The car is late.” Quill: “It is not.”", (V, Q)),
    ("en", "", "Vogt said Corvane was “ready”.", (V,)),
    ("en", "", "Vogt said she was “ready” and Quill was “not”.", (V, V)),
    ("fr", "", "« On verra », a dit Marc Delorme à Grille Hebdo. « Rien n'est fait. »", (D, D)),
    (
        "en",
        "",
        "“Not now,” Delorme said in an interview with Paddock Daily. The WEC is growing. “It costs money.”",
        (D, D),
    ),
    ("es", "", "Luis Arregui espera. Tarvo quiere a Peter Quill. «Quiero volver», dijo el español.", (A,)),
    (
        "en",
        "",
        "Luis Arregui is free. Peter Quill left Tarvo in May. “I want to come back,” Arregui's manager Marc "
        "Delorme said.",
        (D,),
    ),
    ("de", "", "„Ich will zurück“, wird Arregui von Boxengasse zitiert.", (A,)),
    ("de", "", "Boxengasse zitiert Arregui mit den Worten: „Ich will zurück.“", (A,)),
    ("fr", "", "Dans les colonnes de Grille Hebdo, Luis Arregui se dit « prêt ».", (A,)),
    (
        "en",
        "",
        "Luis Arregui is on the market. Peter Quill has lost his seat at Tarvo, and Team Sable need a second "
        "driver. “I have always wanted to race there,” Arregui told Paddock Daily. “That is why I try.”",
        (A, A),
    ),
    (
        "en",
        "",
        "Arregui hopes to replace Peter Quill. He has tested for Tarvo. “I have always wanted this,” he said.",
        (A,),
    ),
    ("en", "", "Luis Arregui leaves Tarvo and “will explore new roads”, the manufacturer said.", (T,)),
    (
        "en",
        "",
        "Luis Arregui leaves Tarvo after two years and “will explore new roads”, the Japanese firm said in a release.",
        (T,),
    ),
    (
        "en",
        "",
        "Tarvo has confirmed that Luis Arregui leaves the team. The Spaniard “will explore new roads” and "
        "Peter Quill takes his seat, it said.",
        (T,),
    ),
    ("de", "", "Tarvo teilte mit, dass Luis Arregui „neue Wege“ gehe.", (T,)),
    ("fr", "", "Tarvo annonce que Luis Arregui part vers « de nouvelles aventures ».", (T,)),
    (
        "fr",
        "",
        "Luis Arregui quitte Tarvo. Selon le constructeur, l'Espagnol part vers « de nouvelles aventures ».",
        (T,),
    ),
    (
        "en",
        "",
        "Corvane has applied to join the IMSA. The board of Nordlink rejected the application in May. In a "
        "statement, Corvane said: “We are sorry.” It continued: “We will be back.”",
        (C, C),
    ),
    (
        "en",
        "",
        "Corvane was offered a meeting by Nordlink. “We were not aware of the offer,” it said. “We would have come.”",
        (C, C),
    ),
    (
        "en",
        "",
        "Corvane says it did not see the offer of Nordlink. “We were not aware of it,” a statement from the "
        "team read. A meeting with Nordlink “remains important” to the team.",
        (C, C),
    ),
    (
        "en",
        "",
        "Nordlink turned Corvane down on Wednesday. Corvane responded within hours. “We disagree,” the "
        "statement said. “Our work goes on.”",
        (C, C),
    ),
    ("en", "", "“We disagree,” Corvane said in response to Nordlink. “Our work goes on.”", (C, C)),
    (
        "de",
        "",
        "Corvane widerspricht Nordlink. „Wir wussten nichts davon“, schreibt das Team. „Wir wären gekommen.“",
        (C, C),
    ),
    ("fr", "", "Nordlink a rejeté Corvane. Corvane se dit « déçu » et assure : « Nous continuons. »", (C, C)),
    ("en", "", "“We’re sad,” Tarvo boss Marc Delorme said about the loss of Hanna Vogt. “She was the best.”", (D, D)),
    ("de", "", "„Schade“, sagt Tarvo-Chef Marc Delorme über Hanna Vogt. „Sie war die Beste.“", (D, D)),
    ("de", "", "Marc Delorme, Chef von Tarvo, ist mit Luis Arregui zufrieden: „Er ist schnell.“", (D,)),
    ("de", "", "Mit Luis Arregui ist Marc Delorme zufrieden: „Er ist schnell.“", (D,)),
    ("de", "", "Für Luis Arregui ist das Rennen „ein Traum“.", (A,)),
    ("fr", "", "Marc Delorme se félicite de l'arrivée de Luis Arregui : « Il est rapide. »", (D,)),
    ("fr", "", "Interrogé sur Luis Arregui, Marc Delorme botte en touche. « On verra. »", (D,)),
    ("fr", "", "Le patron de Tarvo, Marc Delorme, et Hanna Vogt ont signé. « C'est bien », dit-elle.", (V,)),
    ("en", "", "Tarvo’s Marc Delorme is happy with Luis Arregui. “He is quick,” he said.", (D,)),
    ("en", "", "Marc Delorme hired Luis Arregui in May. “He is quick,” said the Tarvo boss.", (D,)),
    (
        "en",
        "",
        "“I want to win,” said Luis Arregui, who drove with Peter Quill at Sebring. He finished third. “It "
        "was a good day.”",
        (A, A),
    ),
    (
        "en",
        "",
        "Peter Quill was quickest at Sebring, ahead of Luis Arregui. “The car was great,” he said. Arregui "
        "agreed. “We were close.”",
        (Q, A),
    ),
    ("en", "", "Marc Delorme was asked by Paddock Daily. “We wait,” he told the magazine.", (D,)),
    (
        "de",
        "",
        "Gegenüber Boxengasse erklärt Delorme: „Wir warten.“ Boxengasse hatte zuerst berichtet. „Noch nichts ist fix.“",
        (D, D),
    ),
    ("de", "", "Delorme bestätigt Gespräche, die Entscheidung falle aber „nicht vor Mai“. Man habe „Zeit“.", (D, D)),
    ("fr", "", "Delorme confirme des discussions, mais la décision ne tombera « pas avant mai ».", (D,)),
    (
        "en",
        "",
        "Delorme confirmed talks but said no decision would come “before May”. The programme was “on hold”.",
        (D, D),
    ),
    (
        "en",
        "",
        "Tarvo’s programme was “on hold”, Delorme said. He called the WEC “expensive”, and the IMSA “a must”.",
        (D, D, D),
    ),
    ("en", "", "Delorme said Corvane “could” come. Corvane is “welcome”, he added.", (D, D)),
    ("es", "", "Tarvo ha comunicado que Luis Arregui busca “nuevos retos”.", (T,)),
    ("it", "", "La Tarvo ha risposto al rifiuto della Corvane. «Siamo delusi», si legge nel comunicato.", (T,)),
    ("pt", "", "A Tarvo reagiu à decisão da Corvane. “Estamos tristes”, diz o comunicado.", (T,)),
    ("en", "", "Luis Arregui signed for Tarvo on Friday. “A dream,” he smiled, before adding: “At last.”", (A, A)),
)
"""What reads as plain to people and must stay so."""

DIGESTS: tuple[Case, ...] = (
    ("en", "", "“We’re back,” said the boss of the team, Marc Delorme.", (D,)),
    ("en", "", "“We’re back,” reads a post by Marc Delorme.", (D,)),
    ("en", "", "“We’re back,” Delorme’s message read.", (D,)),
    ("en", "", "“We’re back,” began a post from Marc Delorme on Friday.", (D,)),
    ("en", "", "Marc Delorme posted a picture of the C90 with the caption “We’re back”.", (D,)),
    ("en", "", "Corvane boss Marc Delorme teased the news on Friday with “We’re back”.", (D,)),
    ("en", "", "In a video, boss Marc Delorme is heard saying “We’re back”.", (D,)),
    (
        "en",
        "",
        "Corvane returns in 2027. “We’re back,” Marc Delorme, who has run it since May, wrote to the fans.",
        (D,),
    ),
    (
        "en",
        "",
        "Corvane returns in 2027. “We’re back,” it said on social media, with boss Marc Delorme adding: “At last.”",
        (C, D),
    ),
    ("en", "", "Corvane stays in the IMSA Cup, “the base of (its) efforts”.", (C,)),
    ("en", "", "Corvane said it would support the IMSA as “the base of (its) efforts”.", (C,)),
    ("en", "", "Corvane stops. It keeps its customers and the IMSA, which it calls “the base of (its) efforts”.", (C,)),
    ("en", "", "Corvane stops after 2021. The IMSA, “the base of (its) efforts”, goes on.", (C,)),
    ("de", "", "Corvane steigt aus. Die IMSA bleibe „die Basis“ des Sports.", (C,)),
    ("fr", "", "Corvane arrête. L'IMSA reste « la base » de ses activités.", (C,)),
    ("de", "", "Peter Quill freut sich: „Endlich.“ Hanna Vogt dagegen warnt: „Vorsicht.“", (Q, V)),
    ("de", "", "„Endlich“, jubelt Peter Quill. Nicht so Hanna Vogt. „Vorsicht“, mahnt sie.", (Q, V)),
    ("de", "", "Für Peter Quill geht ein Traum in Erfüllung. „Endlich“, sagt er.", (Q,)),
    ("de", "", "Für Peter Quill geht ein Traum in Erfüllung. „Endlich.“", (Q,)),
    ("de", "", "Mit Peter Quill kehrt ein alter Bekannter zurück. „Endlich“, sagt der Brite.", (Q,)),
    ("de", "", "Tarvo verpflichtet Peter Quill. „Endlich“, sagt der Brite. „Ein Traum.“", (Q, Q)),
    (
        "de",
        "",
        "Tarvo verpflichtet Peter Quill. Teamchefin Hanna Vogt: „Er ist schnell.“ Quill selbst: „Ein Traum.“",
        (V, Q),
    ),
    (
        "de",
        "",
        "Teamchefin Hanna Vogt freut sich auf Peter Quill. „Er ist schnell“, sagt sie. „Ein Traum“, sagt er.",
        (V, Q),
    ),
    ("fr", "", "Tarvo engage Peter Quill. « Un rêve », se réjouit le Britannique.", (Q,)),
    ("fr", "", "Peter Quill rejoint Tarvo, où il retrouve Luis Arregui. « Un rêve », se réjouit le Britannique.", (Q,)),
    ("fr", "", "Pour Hanna Vogt, patronne de Tarvo, « il est temps » de gagner.", (V,)),
    ("fr", "", "« Il est temps », pour Hanna Vogt, de gagner.", (V,)),
    ("fr", "", "Du côté de Tarvo, on se dit « prêt ».", (T,)),
    ("fr", "", "Chez Tarvo, Hanna Vogt parle d'un projet « fou » et Marc Delorme d'un « rêve ».", (V, D)),
    ("fr", "", "Interrogée par Grille Hebdo, Hanna Vogt n'a pas caché sa joie. « On y sera », a-t-elle lancé.", (V,)),
    (
        "fr",
        "",
        "Contactée par Grille Hebdo, la direction de Tarvo n'a pas souhaité répondre, "
        "évoquant « un calendrier interne ».",
        (T,),
    ),
    ("en", "", "Corvane declined to comment, but a source told Paddock Daily: “It is done.”", ("",)),
    ("en", "", "“It is done,” one insider said. “There is no way back,” Delorme added.", ("", D)),
    ("en", "", "Asked by Paddock Daily about Corvane, Vogt laughed. “No comment.”", (V,)),
    (
        "en",
        "",
        "Vogt was cautious. “Maybe,” she said, when asked about Corvane. Delorme was not. “Yes!” he said.",
        (V, D),
    ),
    (
        "en",
        "",
        "Team Sable owner Peter Quill and driver Luis Arregui both praised the C90. "
        "“It’s quick,” said Quill. “And safe,” added Arregui.",
        (Q, A),
    ),
    ("en", "", "“It’s quick,” said Quill, while Arregui called it “safe”.", (Q, A)),
    ("en", "", "Quill called it “quick” and Arregui “safe”.", (Q, A)),
    ("en", "", "Quill told Paddock Daily that Corvane is “quick”, but that Tarvo is “quicker”.", (Q, Q)),
    ("en", "", "Corvane’s plan is “ambitious”, in the words of Hanna Vogt.", (V,)),
    ("en", "", "Corvane has a plan that Hanna Vogt describes as “ambitious”.", (V,)),
    ("en", "", "What Hanna Vogt called a “bold” plan of Corvane is dead.", (V,)),
    ("en", "", "Corvane's Hanna Vogt has not ruled out a “bold” plan.", (V,)),
    ("en", "", "The plan, “bold” for Vogt, was stopped by Delorme.", (V,)),
    ("de", "", "Der Plan, den Hanna Vogt „mutig“ nennt, ist tot.", (V,)),
    ("de", "", "Einen „mutigen“ Plan nennt das Hanna Vogt.", (V,)),
    ("de", "", "Corvane hat laut Hanna Vogt „keine Eile“.", (V,)),
    ("de", "", "Corvane, sagt Hanna Vogt, habe „keine Eile“.", (V,)),
    ("de", "", "Corvane habe „keine Eile“, sagt Hanna Vogt.", (V,)),
    ("es", "", "Para Hanna Vogt, Corvane es “un rival”. Según Marc Delorme, “un amigo”.", (V, D)),
    ("it", "", "Per Hanna Vogt la Corvane è “una rivale”. Marc Delorme: «Un'amica».", (V, D)),
)
"""Ways of quoting that short news have, language by language."""

CASES = (
    *STATEMENTS,
    *OBJECTS,
    *LISTS,
    *HEADLINES,
    *FRAGMENTS,
    *AS_X_SAYS,
    *OUTLETS,
    *UNKNOWN,
    *KEPT,
    *DIGESTS,
)
