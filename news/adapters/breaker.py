"""When to leave something outside alone for a while. A value: what happens gives the next one. Knows no clock."""

from dataclasses import dataclass

FAILURES_IN_A_ROW = 3
REST_S = 600.0


@dataclass(frozen=True)
class Breaker:
    """Open after three failures in a row, for ten minutes; then one more failure opens it again."""

    failures: int = 0
    open_until: float = 0.0

    def is_open(self, now: float) -> bool:
        return now < self.open_until

    def after_failure(self, now: float, *, is_final: bool = False, rest_s: float = 0.0) -> "Breaker":
        """`is_final`: trying again soon would change nothing. `rest_s`: what the other side asked for, at most ten
        minutes of it."""
        failures = self.failures + 1
        if is_final or failures >= FAILURES_IN_A_ROW:
            return Breaker(FAILURES_IN_A_ROW - 1, now + REST_S)
        return Breaker(failures, now + min(rest_s, REST_S))

    def after_success(self) -> "Breaker":
        return Breaker()
