"""Nothing is looked through while the program is imported, and all is again afterwards."""

import gc

import pytest

from news.collecting import let_go, uncollected


def test_circles_are_not_looked_for_while_the_program_is_imported_and_are_afterwards() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_circles_are_looked_for_again_where_an_import_fails() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError
    assert gc.isenabled()


def raised(error: BaseException, *, behind: BaseException | None = None) -> BaseException:
    """With the way that it came by."""
    try:
        raise error from behind
    except BaseException as known:
        return known


def test_an_error_forgets_its_way_with_those_behind_it_and_in_it() -> None:
    inner, cause = raised(ValueError("in it")), raised(KeyError("behind it"))
    group = raised(BaseExceptionGroup("several", [inner]), behind=cause)
    let_go(group)
    assert [each.__traceback__ for each in (group, inner, cause)] == [None, None, None]


def test_two_errors_that_lead_to_each_other_are_let_go() -> None:
    one, other = raised(ValueError("one")), raised(ValueError("other"))
    one.__context__, other.__context__ = other, one
    let_go(one)
    assert (one.__traceback__, other.__traceback__) == (None, None)
