"""Which way work comes: from the rows themselves, or on PostgreSQL over a wire. Where the wire is chosen, once."""

from sqlalchemy.engine import make_url

from jobs.wire import Wire
from news.app import App
from news.errors import SettingsError, to_install
from news.settings import Settings


def is_wired(settings: Settings) -> bool:
    """Whether workers of this installation are called over a wire; on SQLite they look for themselves."""
    return make_url(settings.database_url).get_backend_name() != "sqlite"


def open_wire(app: App) -> Wire:
    """The wire of the app's database, not yet opened. Raises SettingsError where the engine is not installed."""
    try:
        from jobs.pgqueuer_wire import PgQueuerWire
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"Workers on PostgreSQL need {error.name}, which is not installed: {to_install('scale')}."
        ) from error
    return PgQueuerWire(app.db.engine)
