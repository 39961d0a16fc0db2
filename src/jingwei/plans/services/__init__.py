"""Writes to the plans, by noun. Loaded at start-up, so that every act is declared."""

from jingwei.plans.services import dispatch, measure, names, plan, progress, proof, report, series

__all__ = ["dispatch", "measure", "names", "plan", "progress", "proof", "report", "series"]
