"""For all tests: a loaded machine is no failure, and what they start can be interrupted."""

import signal

from hypothesis import HealthCheck, settings

# programs that tests start can be interrupted, also if the tests run in the background of a script
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # inherited; children would inherit it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("tests", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")
