"""A state machine that types command lines and causes faults at random, and the invariants it watches."""
