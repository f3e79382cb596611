"""The doctor's look at the voice: whether there is one, and whether it reads a few words aloud. Changes nothing."""

import time

from bot.terminal.finding import Finding, Verdict
from news.errors import SpeechFailed
from news.settings import Settings

ABOUT = "Voice"
FEW_WORDS = "One, two, three."
TAKES_S = 20


async def examine_voice(settings: Settings) -> Finding:
    """Has three words read, outside of the day's budget."""
    from news.adapters.speech import open_speaker
    from news.voicing import ogg

    speaker = open_speaker(settings.model_copy(update={"speech_timeout_s": TAKES_S}))
    if speaker is None:
        said = "none configured, so digests have no 🎧 button."
        return Finding(Verdict.WELL, ABOUT, said, "SPEECH_MODEL or SPEECH_COMMAND names one.")
    language = next(iter(settings.speech_languages), "en")
    name, began = speaker.voice(language), time.monotonic()
    try:
        spoken = await speaker.speak(FEW_WORDS, language=language)
    except SpeechFailed as failure:
        said = f"{name} does not read aloud ({failure.reason})."
        advice = "Check SPEECH_*; digests are sent without it."
        return Finding(Verdict.LOOK, ABOUT, said, advice)
    finally:
        await speaker.close()
    took_s, lasts_s = time.monotonic() - began, ogg.read(spoken.ogg).seconds
    where = "" if speaker.is_near else "; what stories say goes to its endpoint"
    return Finding(Verdict.WELL, ABOUT, f"{name} reads {lasts_s:.1f} s aloud in {took_s:.1f} s{where}.")
