"""Simulated learners: does the tutor's picture of a learner hold, and does its plan pay?"""
