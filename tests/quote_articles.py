"""Articles of our own with whose each quote is, in the order of the text: (language, text, speakers).

Who they are about is in `quote_cases.NAMES`.
"""

from __future__ import annotations

V, D, Q, A = "person:hanna-vogt", "person:marc-delorme", "person:peter-quill", "driver:luis-arregui"
C, T, N = "manufacturer:corvane", "manufacturer:tarvo", "company:nordlink"

ENGLISH = """Tarvo’s return to Sebring hinges on its engine supplier, Hanna Vogt has admitted.

The German, who replaced Marc Delorme in January, believes the C90 is competitive but wants proof before signing off a \
third season.

“I have never hidden that we’re behind,” she told Paddock Daily. “But I’m not worried.

“We have a test next month, and then we’ll see.”

Delorme left the company after a dispute with the board. He is now with Corvane, which has yet to comment.

Vogt’s driver line-up remains unclear. Luis Arregui is under contract until 2027, while Peter Quill has been linked \
with a move to IMSA.

“Peter knows what I think,” said Vogt. “He’s part of the family.”

Quill himself was less clear when asked about his plans.

“I don’t know,” he said. “I’ve got a good offer.”

Pressed on whether the offer came from Corvane, Quill smiled: “Next question, please.”

Arregui, meanwhile, is happy to stay.

“It’s my home,” the Spaniard explained. “Why would I leave?”

A spokesperson for Nordlink declined to comment, saying only that the company “does not speculate”."""

GERMAN = """Hanna Vogt hat keine Eile. Die Teamchefin von Tarvo will erst nach dem Test entscheiden, ob das Werk 2027 \
mit zwei Autos antritt.

„Wir haben drei Optionen“, verrät Vogt im Interview mit Boxengasse. „Zwei davon sind gut.“

Welche das sind, will sie nicht sagen. Nur so viel: „Eine kostet weniger.“

Anders sieht es bei Corvane aus. Dort gilt der Einstieg in die IMSA als beschlossene Sache, auch wenn Marc Delorme \
noch abwiegelt. „Es gibt keine Unterschrift“, betont der Franzose, der von „intensiven Gesprächen“ spricht. Ein Team \
nennt er nicht.

Luis Arregui würde gern bleiben. „Ich fühle mich wohl“, sagt der Spanier, der in Sebring auf Platz drei fuhr, zu \
'Boxengasse'. „Und das Auto passt zu mir.“

Auf die Frage, ob auch Peter Quill bleibe, antwortet Vogt ausweichend: „Peter ist ein freier Mann.“

Quill selbst schweigt. Er hatte im Herbst von einem „Angebot, das man nicht ablehnt“, gesprochen.

„Die Serie wächst“, fasst Delorme zusammen. „Da will man dabei sein“, ergänzt er."""

FRENCH = """Tarvo avance à pas comptés. Arrivée en janvier à la tête du programme, Hanna Vogt prévient : rien ne sera \
décidé avant les essais de Sebring.

« Il nous manque une seconde au tour, reconnaît-elle. Ce n’est pas un drame, mais il faut la trouver. »

La patronne de l’équipe assure toutefois que le constructeur « ne partira pas ». « Nous avons signé pour trois ans », \
rappelle-t-elle à Grille Hebdo.

Chez Corvane, Marc Delorme voit plus loin. « L’IMSA, c’est une évidence pour une marque comme la nôtre », glisse le \
Français. « Mais pas à n’importe quel prix. »

Luis Arregui, lui, espère prolonger. “La voiture me plaît”, explique l’Espagnol avant d’ajouter : “On a encore du \
travail.”

Selon nos informations, un accord serait proche entre Corvane et Nordlink. Contacté, Nordlink évoque « une discussion \
parmi d’autres »."""

ITALIAN = """Hanna Vogt non ha fretta. “Abbiamo tre opzioni”, ha detto la team principal della Tarvo ai microfoni di \
Paddock Daily. “Due sono buone.”

Per Marc Delorme, invece, la Corvane deve “guardare oltre”. «Non c'è nessuna firma», precisa il francese. «Ma \
parliamo con tutti», aggiunge."""

SPANISH = """Hanna Vogt no tiene prisa. “Tenemos tres opciones”, asegura la jefa de Tarvo en una entrevista con \
Paddock Daily. “Dos son buenas”.

Marc Delorme, por su parte, apunta más lejos: “La IMSA es un mercado lógico”. El francés no descarta “nada”."""

PORTUGUESE = """“Temos três opções”, revelou Hanna Vogt ao Paddock Daily. “Duas são boas”, completou.

Já Marc Delorme foi mais cauteloso: “Não há assinatura”. Segundo ele, a Corvane “fala com todos”."""

ARTICLES = (
    ("en", ENGLISH, (V, V, V, V, V, Q, Q, Q, A, A, N)),
    ("de", GERMAN, (V, V, V, D, D, A, A, V, Q, D, D)),
    ("fr", FRENCH, (V, V, V, D, D, A, A, N)),
    ("it", ITALIAN, (V, V, D, D, D)),
    ("es", SPANISH, (V, V, D, D)),
    ("pt", PORTUGUESE, (V, V, D, D)),
)
