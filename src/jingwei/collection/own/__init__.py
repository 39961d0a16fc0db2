"""The workbook a unit already uses, as the form of a round: recognised, read, filled in."""
