"""A guess at the kind of work a measure asks for, by the verb and object of its main clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jingwei.plans.outline.grammar import role_of
from jingwei.plans.outline.lexicon import lexicon

_LONGEST = 300
_COVERAGE = re.compile("全覆盖(?!的)|覆盖率|覆盖面|应[^，]{1,2}尽|轮训|参训率|全员|无一遗漏|不漏一")
_PAPER = re.compile(
    "(?:研究|谋划|组织|启动|抓紧|探索|会同[^，]{2,10}?|牵头)?(?:制定|制订|编制|编写|编印|编发|编纂|印发|印制|出台|起草|草拟|拟定|拟订|修订|修改|撰写|发布|公布|汇编|绘制|录制|拍摄|制作|提交|报送|上报)"
    "|形成.*(?:报告|方案|意见|清单|稿)$|完成.*(?:编制|修订|起草|初稿|报告)"
)
_BUILD = re.compile(
    "建成|建好|硬化|加装|修葺|拓宽|修筑|扩容|增设|布设|新设|配建|补建|新建|改建|扩建|续建|修建|修缮|改造|建设(?!好).*(?:[0-9]|中心|基地|平台|阵地|系统|项目|场所|驿站|港湾|公寓|园|室|馆|站|点)"
    "|组建|成立|筹建|开发|上线|搭建.*(?:平台|系统|载体)|打造.*(?:[0-9]|点|品牌|矩阵|基地|阵地|中心|□)|铺设|架设|安装|设立|设置.*[0-9]|增设"
    "|(?:分类|探索|统一)?(?:建立|建好|健全|完善|更新|梳理|公布).*(?:台账|档案|清单|名册|名单|名录|目录|库|□三张|张表)(?:”|$|[0-9])"
)
_MECHANISM = re.compile(
    "(?:建立|健全|完善|构建|优化|探索|实行|推行|落实|执行|严格|改进|理顺|规范|严肃|创新|细化|坚持|推动|推进|实施|强化|深化)"
    ".*(?:机制|制度|体系|体制|办法|责任制|规定|规范|模式|标准|流程|规则|程序|制|意见|条例|政策|关系|改革|化建设|化管理)(?:”|等)?(?:落实|建设|执行)?$"
    "|(?:推行|实行)"
)
_ORDER = re.compile(
    "(?:进一步|持续)?(?:规范|严格|加强|改进|强化|优化|完善|压实|深化|落实|执行|贯彻|畅通|理顺|严把|健全|抓实|用好|丰富)"
    ".*(?:管理|监督|监管|审查|运用|责任|方式|方法|手段|通道|渠道|网络|关|措施|法规|要求|任务|考核|保障|约束|监督体系|纪律|流动|成果)(?:工作|等)?$"
    "|(?:严禁|杜绝|禁止|不得|纳入|列入|将.*(?:纳入|列入|作为))"
)
_DEED = re.compile(
    "(?:总结|指导|发现|储备|联系|派强|派出|组织|加大.*力度|调整|提拔|选用|交流|征集|摸清|摸排|整饬|倒查|盘点|补配|处置|处理|纠正|帮扶|结对|包联|送|签订|签约|推荐|听取|报送|征求|扶持|资助|奖励|发展.*党员|撤并|补建|收缴|回收|维修|更换|清退|清运|拆除|拆并|腾退|盘活)"
    "|.*(?:研判|调研|交流|宣传|排查|整顿|整改|处置|研究|练兵|引才|培训|培养|储备|谈话|走访|考察|回头看|□□□”工作|经验|做法|党员工作)(?:使用|工作)?$"
)
_ACTIVITY = re.compile(
    "开展|举办|召开|组织|培训|走访|慰问|评选|评定|选派|选调|选拔|遴选|检查|抽查|督查|督导|核查|排查|巡查|宣讲|宣传|调研|考察|考核|评议"
    "|表彰|命名|参观|演练|招聘|招录|引进|招引|邀请|发放|颁发|兑现|换届|整顿|整治|清理|约谈|通报|听取|学习|研讨|比武|比赛|讲授|讲|办好|办实"
    "|(?:抓好|抓实|做好|做实|加强|推进|落实|统筹做好|统筹抓好|抓紧|重点强化|强化).*(?:培训|训练|评选|推荐|考察|整治|整顿|整改|走访|慰问|活动|行动|宣讲|宣传|创建|换届|检查|督查|演练|调研|培育|选派|招聘|□)(?:工作)?$"
    "|实施.*(?:工程|行动|计划|项目|□)|接待|慰问|访|评比|评星|报到|下沉|寄送|申报|发展党员|开设|选树|储备|培养|培育|创建|柔性|消化|完成|补选|联审|联系|志愿服务"
)


_FORMS = (
    ("deliverable", _BUILD),
    ("mechanism", _MECHANISM),
    ("activity", _ACTIVITY),
    ("mechanism", _ORDER),
    ("activity", _DEED),
)


def kind_of(text: str) -> str:
    """Guess the kind of work: coverage, deliverable, mechanism, activity or ongoing.

    ``text`` is the measure in Simplified script with names in quotes blanked.
    """
    starts = list(_verb_phrases(_main_clause(text)))
    if any(_PAPER.match(phrase) for phrase in starts):
        return "deliverable"
    if _COVERAGE.search(text):
        return "coverage"
    found = (kind for phrase in starts for kind, form in _FORMS if form.match(phrase))
    return next(found, "ongoing")


def _verb_phrases(clause: str) -> Iterator[str]:
    """Yield the clause, and what begins at a verb behind a phrase (对…开展…, 按照…举办…)."""
    yield clause
    words = lexicon()
    if words.fronting.at(clause, 0) or words.prepositions.at(clause, 0):
        yield from (clause[m.start() :] for m in words.inner_strong.finditer(clause))


def _main_clause(text: str) -> str:
    """Return the first clause that is an action, without adverbs and limits in front."""
    words = lexicon()
    clauses = [c for c in re.split("[，,：:]", text) if c]
    for at, clause in enumerate(clauses[:20]):
        role, _ = role_of(clause[:_LONGEST], clauses[at - 1] if at else "", words, first=at == 0)
        if role == "act":
            return words.core(clause[:_LONGEST])
    return words.core(clauses[0][:_LONGEST]) if clauses else ""
