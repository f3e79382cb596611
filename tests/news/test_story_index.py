"""What the window did becomes what is written."""

from news.story_index import planned


def test_an_arrival_is_where_it_was_put_last() -> None:
    plan = planned({7: -7, 8: 3, 9: -7}, {-7: 3}, {8: -8})
    assert plan.story_of == {7: 3, 8: -8, 9: 3}
    assert plan.moved == {}


def test_what_merged_in_a_chain_became_the_last() -> None:
    plan = planned({7: 5}, {5: 4, 4: 2, -7: 5}, {1: 4})
    assert plan.story_of == {7: 2}
    assert plan.merged == {5: 2, 4: 2}
    assert plan.moved == {1: 2}


def test_an_article_goes_with_its_story_unless_it_was_put_elsewhere() -> None:
    plan = planned({}, {5: 2}, {1: -9})
    assert [plan.goal_of(article, 5) for article in (1, 6)] == [-9, 2]
    assert plan.goal_of(6, 3) == 3
    assert plan.stories == {5, 2, -9}
