from news.adapters.breaker import FAILURES_IN_A_ROW, REST_S, Breaker


def test_one_failure_is_borne() -> None:
    assert not Breaker().after_failure(10.0).is_open(10.0)


def test_failures_in_a_row_open_it_for_a_while() -> None:
    breaker = Breaker()
    for _ in range(FAILURES_IN_A_ROW):
        breaker = breaker.after_failure(10.0)
    assert breaker.is_open(10.0 + REST_S - 1)
    assert not breaker.is_open(10.0 + REST_S)


def test_a_success_between_starts_the_count_again() -> None:
    breaker = Breaker()
    for _ in range(FAILURES_IN_A_ROW - 1):
        breaker = breaker.after_failure(10.0)
    breaker = breaker.after_success().after_failure(11.0)
    assert not breaker.is_open(11.0)


def test_after_its_rest_one_more_failure_is_enough() -> None:
    breaker = Breaker().after_failure(10.0, is_final=True)
    assert breaker.is_open(10.0)
    later = 10.0 + REST_S
    assert breaker.after_failure(later).is_open(later)


def test_who_asks_us_to_stay_away_is_left_alone_but_not_for_ever() -> None:
    assert Breaker().after_failure(10.0, rest_s=30.0).is_open(39.0)
    assert not Breaker().after_failure(10.0, rest_s=30.0).is_open(40.0)
    assert not Breaker().after_failure(10.0, rest_s=1e9).is_open(10.0 + REST_S)
