"""Nothing is looked through while the program is imported, and all is again afterwards."""

import gc

import pytest

from news.collecting import uncollected


def test_circles_are_not_looked_for_while_the_program_is_imported_and_are_afterwards() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_circles_are_looked_for_again_where_an_import_fails() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError
    assert gc.isenabled()
