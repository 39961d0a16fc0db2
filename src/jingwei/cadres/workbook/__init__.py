"""The national exchange workbook of ten sheets (全国公务员管理信息系统信息采集表, V2018.11)."""
