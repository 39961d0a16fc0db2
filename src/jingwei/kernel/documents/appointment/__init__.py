"""干部任免审批表: its files (.lrmx, .lrm), the texts inside it, and the printed form."""
