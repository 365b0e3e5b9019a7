"""Rules over a pack that was read. Each takes a Reading and yields Problems.

`integrity` are the ones a pack cannot be used without; the others are about quality and belong to `lint`.
"""
