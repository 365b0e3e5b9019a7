"""DECIDE: grading, papers, scores, review schedule, mastery. Pure: no files, no clock, no screen."""
