"""`browse`: awards looked at in a terminal, a full screen of them, with facets, totals and the evidence of each.

Only this package imports Textual. It asks a `Dataset`, never reads awards itself, and so works with whatever engine answers.
"""
