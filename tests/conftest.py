"""For all tests: programs that they start can be interrupted, also if the tests run in the background of a script."""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # inherited; children would inherit it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)
