"""Step: have one piece of a digest read aloud, once for all who hear it. Row: a clip.

One that fails is tried anew when somebody asks for it again; the operator hears why. Knows no engine; the port does.
"""

from typing import TYPE_CHECKING

import structlog

from news.errors import SpeechFailed
from news.models import Clip
from news.operating.notices import tell_operator
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)


async def speak(app: "App", claim: Claim) -> None:
    """Records it; whoever waits for it looks again."""
    async with app.reading() as session:
        clip = await session.get(Clip, claim.row)
    recorded = await _recorded(app, clip) if clip is not None and clip.state == "ordered" else None
    async with app.session() as session:
        kept = await session.get(Clip, claim.row)
        if kept is not None and kept.state == "ordered":
            kept.ogg, kept.state = recorded, "ready" if recorded else "failed"
        await finish(session, claim)
    app.bell.ring("listen")


async def _recorded(app: "App", clip: Clip) -> bytes | None:
    if app.speaker is None:
        return None
    try:
        return (await app.speaker.speak(clip.text, language=clip.language)).ogg
    except SpeechFailed as failure:
        log.warning("not read aloud", clip=clip.id, language=clip.language, reason=failure.reason)
        if app.speaker.trouble is not None:
            await tell_operator(app, "speech", app.speaker.trouble)
        return None
