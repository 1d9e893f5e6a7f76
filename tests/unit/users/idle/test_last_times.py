from hub_ext.users.idle.last_times import LastTimes


def test_the_table_never_grows_beyond_its_size() -> None:
    times: LastTimes[int] = LastTimes(10, start=0.0)

    for key in range(1000):
        times.note(key, float(key))

    assert len(times) == 10


def test_nothing_noted_is_the_start() -> None:
    assert LastTimes[str](10, start=5.0).get("unknown") == 5.0


def test_a_time_never_goes_back() -> None:
    times: LastTimes[str] = LastTimes(10, start=0.0)
    times.note("key", 20.0)
    times.note("key", 10.0)

    assert times.get("key") == 20.0


def test_what_made_room_counts_as_late_as_it_was_and_never_earlier() -> None:
    times: LastTimes[str] = LastTimes(2, start=0.0)
    times.note("oldest", 10.0)
    times.note("older", 20.0)
    times.note("new", 30.0)

    assert len(times) == 2
    assert times.get("oldest") == 10.0
    assert times.get("older") == 20.0
    assert times.get("never seen") == 10.0


def test_known_keys_push_nothing_out() -> None:
    times: LastTimes[str] = LastTimes(2, start=0.0)
    times.note("one", 10.0)
    times.note("two", 20.0)
    times.note("two", 30.0)

    assert len(times) == 2


def test_what_is_long_ago_is_forgotten() -> None:
    times: LastTimes[str] = LastTimes(10, start=0.0)
    times.note("old", 10.0)
    times.note("young", 20.0)
    times.forget_before(15.0)

    assert len(times) == 1
    assert times.get("old") == 10.0
    assert times.get("young") == 20.0
