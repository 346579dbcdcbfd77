"""Ctrl-C as a wish to stop: noted in the main thread, shared by blocks in blocks, left alone where it has a rule."""

import signal
import threading

import pytest

from beatwright.base.interrupts import Stopped, interrupt_stops, stoppable


def test_the_first_press_is_noted_and_the_second_raises():
    with interrupt_stops(None) as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_press_within_a_block_in_a_block_stops_both():
    with interrupt_stops(None) as outer:
        with interrupt_stops(None) as inner:
            signal.raise_signal(signal.SIGINT)
            assert inner()
        assert outer()
        with interrupt_stops(None) as next_one:
            assert next_one()
    with interrupt_stops(None) as later:
        assert not later()


def test_a_wish_of_ones_own_counts_too():
    with interrupt_stops(lambda: True) as stop:
        assert stop()


def test_a_command_keeps_its_own_rule():
    with pytest.raises(Stopped), stoppable(), interrupt_stops(None):
        signal.raise_signal(signal.SIGINT)


def test_whoever_does_not_hear_ctrl_c_goes_on_not_to():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupt_stops(None) as stop:
            signal.raise_signal(signal.SIGINT)
            assert not stop()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_change_nothing():
    seen = []

    def search():
        with interrupt_stops(lambda: False) as stop:
            seen.append((stop(), signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=search)
    thread.start()
    thread.join()
    assert seen == [(False, signal.default_int_handler)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_error_that_a_library_made_of_a_signal_is_the_signals(number):
    def of_compiled_code():
        try:
            signal.raise_signal(number)
        except Stopped as stopped:
            raise SystemError("returned a result with an exception set") from stopped

    with pytest.raises(Stopped) as caught, stoppable():
        of_compiled_code()
    assert caught.value.exit_code == 128 + number


def test_an_error_without_a_signal_stays_what_it_is():
    with pytest.raises(SystemError, match="its own"), stoppable():
        raise SystemError("its own")
