"""An invented plan as somebody pastes it, and the same a month later."""

TEXT = """青岚区委组织部2026年工作要点

一、建强基层组织
1.整顿薄弱组织。一季度前排查全部党支部；6月底前完成整顿。具体办法另行通知。
2.做实党员教育。全年举办示范培训班4期。每季度开展一次集中学习。

二、培养干部队伍
3.改进日常考核。修订考核办法并试行。年底前完成考核。
"""
CHANGED = (
    TEXT.replace("示范培训班4期", "示范培训班6期")
    .replace("每季度开展一次集中学习。", "")
    .replace("年底前完成考核。", "年底前完成考核。建立谈话提醒台账。")
)
"""One measure reads differently, one is gone, one is new."""
