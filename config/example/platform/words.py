"""Words for invented people to write with: every sentence is put together from these lists."""

from random import Random


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _names(
    "Ada Adewale Aiko Alma Amir Anouk Anton Asha Bea Bruno Camila Chidi Clara Dalia Daniel Dev Edda Elif Emil Esi Fatima "
    "Felix Freya Gael Giulia Hana Hugo Ines Ivo Jana Jonas Kaia Kofi Leila Liam Lotte Luca Mara Mateo Mei Milo Nadia "
    "Nils Noor Olga Omar Paula Priya Quinn Rafael Rosa Samir Selma Sofia Tariq Tess Theo Uma Vera Wren Yara Yusuf Zane Zoe"
)
FAMILY = _names(
    "Abara Achterberg Aguilar Bachmann Baptiste Bellweather Castellan Chaudhry Dahl Delacroix Eberhart Eriksen Farrow "
    "Fontaine Gallo Grünwald Haddon Hashimoto Ibarra Jankowski Kamara Kessler Lindqvist Lombardi Maduro Mbeki Nakagawa "
    "Novak Oduya Okonjo Palmgren Petrov Quist Ramaswamy Rosenthal Sandoval Schreiber Takeda Thorne Ueda Valcourt Varga "
    "Weatherby Whitlock Xu Yamashiro Zielinski Zubiri Nwosu Brandvold"
)

SUBJECTS = (
    "the harbour", "my grandmother's kitchen", "a small library", "the night train", "an unfinished letter", "the committee",
    "our street", "the river in March", "a good sentence", "the old observatory", "this garden", "the last ferry",
    "a borrowed bicycle", "the archive", "winter light", "the bakery on the corner", "a stubborn bug", "the choir",
)  # fmt: skip
VERBS = (
    "taught me", "keeps", "was always about", "slowly became", "asked for", "made room for", "never promised", "remembers",
    "gave away", "began with", "survived", "explains", "hides", "turned into",
)  # fmt: skip
OBJECTS = (
    "more patience than talent", "a map without names", "the sound of rain", "three questions", "a second chance",
    "the price of bread", "what silence is for", "an ordinary Tuesday", "the work of many hands", "a long argument",
    "the shape of a day", "less than it seemed", "a door left open", "stories nobody wrote down", "the habit of looking",
)  # fmt: skip
ENDINGS = (
    "", "", "", " and nobody noticed", ", or so it seemed", " in the end", " before breakfast", ", which was enough",
    " for the first time", ", twice", " without asking",
)  # fmt: skip
ELSEWHERE = {
    "de": (
        "Am Abend war der Fluss still.",
        "Niemand fragte nach dem Weg.",
        "Das Brot war noch warm, als wir ankamen.",
    ),
    "fr": (
        "Le marché ouvre avant le jour.",
        "Personne ne lisait la carte.",
        "La pluie avait une odeur de papier.",
    ),
    "ar": ("كان المساء هادئا على ضفة النهر.", "لم يسأل أحد عن الطريق.", "بقيت الرسالة دون جواب."),
    "ja": ("川のそばの小さな図書館。", "誰も道を聞かなかった。", "夜の列車は静かだった。"),
}

TOPICS = (
    ("writing", ("poetry", "memoir", "fiction")),
    ("technology", ("programming", "privacy", "hardware")),
    ("nature", ("gardening", "birds", "rivers")),
    ("society", ("cities", "work", "education")),
    ("food", ("bread", "fermenting")),
    ("arts", ("film", "music", "photography")),
    ("health", ("sleep", "running")),
)

QUESTIONS = (
    "A receipt did not arrive", "Changing the name on my account", "The app closes when opening a list",
    "Two memberships by mistake", "Who can see my claps?", "A story of mine was copied", "Dark pages in the reader",
)  # fmt: skip
ASKED = (
    "I looked in every folder and found nothing.", "It began after the last update.", "Could you look into it?",
    "I tried twice, on two machines.", "Thank you for any hint.", "It is not urgent, only odd.",
)  # fmt: skip
ANSWERED = (
    "Thank you for writing.", "This is put right now; please look again.", "It will be changed with the next release.",
    "Please tell us if it happens once more.", "The second one is refunded.",
)  # fmt: skip


def sentence(rng: Random) -> str:
    """Return one sentence."""
    words = f"{rng.choice(SUBJECTS)} {rng.choice(VERBS)} {rng.choice(OBJECTS)}{rng.choice(ENDINGS)}."
    return words[0].upper() + words[1:]


def title(rng: Random) -> str:
    """Return the title of a story."""
    words = f"{rng.choice(SUBJECTS)} and {rng.choice(OBJECTS)}"
    return words[0].upper() + words[1:]


def prose(rng: Random, sentences: int, language: str = "en") -> str:
    """Return paragraphs of that many sentences in all, with some in the language if these lists know it."""
    own = ELSEWHERE.get(language, ())
    said = [rng.choice(own) if own and rng.random() < 0.6 else sentence(rng) for _ in range(sentences)]
    return "\n\n".join(" ".join(said[start : start + 4]) for start in range(0, sentences, 4))
