"""SIT: a practice, a mock, a placement, a lab run in progress. Joins study and progress; knows no screen."""
