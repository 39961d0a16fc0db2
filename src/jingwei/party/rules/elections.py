"""Rules of the election of a Party organization: when, by whom, how many, who is elected.

Numbers are those of ``data/law/elections.toml``. Which article says what was read in copies only:
where the number of the article is not certain, the citation says so.
"""

from __future__ import annotations

from datetime import date

from jingwei.kernel.rules import (
    Answer,
    Citation,
    Example,
    Judgement,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)
from jingwei.org.rules import months_later

LAW = "party.elections"
ELECTIONS = "中国共产党基层组织选举工作条例"
BRANCHES = "中国共产党支部工作条例（试行）"
TERMS = "关于党的基层组织任期的意见"
ON_TIME, EARLY, DELAYED = "按期", "提前", "延期"
COMMITTEE, NO_COMMITTEE = "设委员会", "不设委员会"
DELEGATES = "党员代表大会"
BRANCH_KINDS = ("党支部", "联合党支部", "流动党员党支部")
DUE = date(2025, 9, 30)


@rule(
    "party.election_reminder", "上级党组织在任期届满前提醒换届", strength=Strength.WARN,
    citation=Citation(TERMS, edition="2018"), numbers=(f"{LAW}.first_reminder_months",),
    examples=(
        Example(Answer.MET, {"on": date(2025, 3, 30), "term_due": DUE, "first_reminder_months": 6},
                "届满前六个月当天提醒"),
        Example(Answer.NOT_MET,
                {"on": date(2025, 4, 1), "term_due": DUE, "first_reminder_months": 6}),
    ),
)  # fmt: skip
def election_reminder(on: date, term_due: date, first_reminder_months: int) -> Judgement:
    """The upper organization reminds so many months before the term runs out."""
    latest = months_later(term_due, -first_reminder_months)
    facts = {"提醒日期": on, "任期届满": term_due, "最迟": latest}
    if on <= latest:
        return met(**facts)
    return not_met(f"{on} 提醒，晚于届满前 {first_reminder_months} 个月的 {latest}。", **facts)


@rule(
    "party.election_asked_in_time", "届满前报送换届请示", strength=Strength.WARN,
    citation=Citation("换届选举提醒督促制度", "本地规定"), numbers=(f"{LAW}.request_months",),
    examples=(
        Example(Answer.MET, {"on": date(2025, 7, 30), "term_due": DUE, "request_months": 2}),
        Example(Answer.NOT_MET, {"on": date(2025, 8, 20), "term_due": DUE, "request_months": 2},
                "届满前不到两个月才请示"),
    ),
)  # fmt: skip
def election_asked_in_time(on: date, term_due: date, request_months: int) -> Judgement:
    """The request reaches the upper organization so many months before the term runs out."""
    latest = months_later(term_due, -request_months)
    facts = {"请示日期": on, "任期届满": term_due, "最迟": latest}
    if on <= latest:
        return met(**facts)
    return not_met(f"{on} 请示，晚于届满前 {request_months} 个月的 {latest}。", **facts)


@rule(
    "party.election_shift", "提前、延期换届不超过一年，按期的不晚于届满", strength=Strength.WARN,
    citation=Citation(ELECTIONS, "第三条", "2020"), numbers=(f"{LAW}.longest_shift_months",),
    examples=(
        Example(Answer.MET, {"shift": ON_TIME, "planned_on": DUE, "term_due": DUE,
                             "longest_shift_months": 12}),
        Example(Answer.NOT_MET, {"shift": ON_TIME, "planned_on": date(2025, 10, 1),
                                 "term_due": DUE, "longest_shift_months": 12}),
        Example(Answer.NOT_MET, {"shift": DELAYED, "planned_on": date(2026, 10, 1),
                                 "term_due": DUE, "longest_shift_months": 12}),
        Example(Answer.MET, {"shift": EARLY, "planned_on": date(2024, 9, 30), "term_due": DUE,
                             "longest_shift_months": 12}, "提前整一年"),
    ),
)  # fmt: skip
def election_shift(
    shift: str, planned_on: date, term_due: date, longest_shift_months: int
) -> Judgement:
    """An election on time is held before the term runs out; a shift is a year at most."""
    facts = {"换届时间": shift, "拟召开大会": planned_on, "任期届满": term_due}
    if shift == ON_TIME and planned_on > term_due:
        return not_met(f"拟于 {planned_on} 选举，晚于任期届满的 {term_due}，应报延期。", **facts)
    earliest = months_later(term_due, -longest_shift_months)
    latest = months_later(term_due, longest_shift_months)
    if not earliest <= planned_on <= latest:
        words = f"{shift}至 {planned_on}，与任期届满 {term_due} 相差超过"
        return not_met(f"{words} {longest_shift_months} 个月。", **facts)
    return met(**facts)


@rule(
    "party.election_held_in_term", "任期届满（经批准延期的，延期届满）前选举",
    strength=Strength.WARN, citation=Citation(ELECTIONS, "第三条", "2020"),
    examples=(
        Example(Answer.MET, {"on": DUE, "term_due": DUE}, "届满当天"),
        Example(Answer.NOT_MET, {"on": date(2025, 10, 9), "term_due": DUE}),
    ),
)  # fmt: skip
def election_held_in_term(on: date, term_due: date) -> Judgement:
    """The meeting is held before the term, with an approved delay, runs out."""
    facts = {"选举日期": on, "任期届满": term_due}
    if on <= term_due:
        return met(**facts)
    return not_met(f"{on} 选举，任期已于 {term_due} 届满。", **facts)


@rule(
    "party.election_meeting", "由党员大会选举，符合条件的可以召开党员代表大会",
    strength=Strength.WARN, citation=Citation(ELECTIONS, "第四条", "2020"),
    numbers=(f"{LAW}.delegates_from",),
    examples=(
        Example(Answer.MET, {"meeting": "党员大会", "full_members": 30, "is_scattered": None,
                             "delegates_from": 500}),
        Example(Answer.NOT_MET, {"meeting": DELEGATES, "full_members": 499, "is_scattered": False,
                                 "delegates_from": 500}),
        Example(Answer.MET, {"meeting": DELEGATES, "full_members": 60, "is_scattered": True,
                             "delegates_from": 500}, "所辖党组织驻地分散"),
    ),
)  # fmt: skip
def election_meeting(
    meeting: str, full_members: int, is_scattered: bool | None, delegates_from: int
) -> Judgement:
    """Delegates elect only with so many members or scattered sites, otherwise all members do."""
    facts = {"会议": meeting, "党员人数": full_members, "驻地分散": bool(is_scattered)}
    if meeting != DELEGATES or full_members >= delegates_from or is_scattered:
        return met(**facts)
    return not_met(f"党员 {full_members} 人，不足 {delegates_from} 人，驻地也不分散。", **facts)


@rule(
    "party.election_committee_size", "支部委员会的设立和名额", strength=Strength.WARN,
    citation=Citation(BRANCHES, edition="2018"),
    numbers=(f"{LAW}.committee_from", f"{LAW}.fewest_seats", f"{LAW}.most_seats",
             f"{LAW}.most_posts"),
    examples=(
        Example(Answer.MET, {"kind": "党支部", "full_members": 20, "form": COMMITTEE, "seats": 3,
                             "committee_from": 7, "fewest_seats": 3, "most_seats": 7,
                             "most_posts": 2}),
        Example(Answer.NOT_MET, {"kind": "党支部", "full_members": 6, "form": COMMITTEE, "seats": 3,
                                 "committee_from": 7, "fewest_seats": 3, "most_seats": 7,
                                 "most_posts": 2}),
        Example(Answer.MET, {"kind": "基层党委", "full_members": 200, "form": COMMITTEE,
                             "seats": 9, "committee_from": 7, "fewest_seats": 3, "most_seats": 7,
                             "most_posts": 2}, "不是党支部，名额按上级批复"),
    ),
)  # fmt: skip
def election_committee_size(  # noqa: PLR0913  # three facts of the request, four numbers of the law
    kind: str, full_members: int, form: str, seats: int, *, committee_from: int,
    fewest_seats: int, most_seats: int, most_posts: int,
) -> Judgement:  # fmt: skip
    """A branch with so many full members has a committee of a set size, a smaller one has none."""
    facts = {"类别": kind, "正式党员": full_members, "班子": form, "应选名额": seats}
    if kind not in BRANCH_KINDS:
        return met(**facts)
    wanted = COMMITTEE if full_members >= committee_from else NO_COMMITTEE
    if form != wanted:
        return not_met(f"正式党员 {full_members} 人的党支部应{wanted}。", **facts)
    low, high = (fewest_seats, most_seats) if wanted == COMMITTEE else (1, most_posts)
    if low <= seats <= high:
        return met(**facts)
    return not_met(f"应选 {seats} 名，{wanted}的党支部应为 {low} 至 {high} 名。", **facts)


@rule(
    "party.election_candidate", "候选人是党籍正常的正式党员", strength=Strength.BLOCK,
    citation=Citation(ELECTIONS, "第五条", "2020"),
    examples=(
        Example(Answer.MET, {"member_stage": "正式党员", "member_state": "正常"}),
        Example(Answer.NOT_MET, {"member_stage": "预备党员", "member_state": "正常"}),
        Example(Answer.CANNOT_TELL, {"member_stage": None, "member_state": None},
                "党员登记里没有这个人"),
    ),
)  # fmt: skip
def election_candidate(member_stage: str | None, member_state: str | None) -> Judgement:
    """Only full members in good standing have the right to be elected."""
    if member_stage is None:
        return cannot_tell("党员登记")
    facts = {"类别": member_stage, "党籍状态": member_state}
    if (member_stage, member_state) == ("正式党员", "正常"):
        return met(**facts)
    return not_met(f"登记为{member_stage}、{member_state}，没有被选举权。", **facts)


@rule(
    "party.election_differential", "委员候选人的差额不少于应选人数的规定比例",
    strength=Strength.WARN, citation=Citation(ELECTIONS, "委员会的产生（条号待核对）", "2020"),
    numbers=(f"{LAW}.differential_percent",),
    examples=(
        Example(Answer.MET, {"candidates": 6, "seats": 5, "form": COMMITTEE,
                             "differential_percent": 20}, "5 名里差额 1 名"),
        Example(Answer.NOT_MET, {"candidates": 5, "seats": 5, "form": COMMITTEE,
                                 "differential_percent": 20}),
        Example(Answer.MET, {"candidates": 1, "seats": 1, "form": NO_COMMITTEE,
                             "differential_percent": 20}, "不设委员会的支部等额选举书记"),
    ),
)  # fmt: skip
def election_differential(
    candidates: int, seats: int, form: str, differential_percent: int
) -> Judgement:
    """Candidates for a committee are more than its seats by so many percent of them."""
    facts = {"候选人": candidates, "应选名额": seats, "班子": form}
    if form != COMMITTEE:
        if candidates >= seats:
            return met(**facts)
        return not_met(f"候选人 {candidates} 名，少于应选 {seats} 名。", **facts)
    if (candidates - seats) * 100 >= seats * differential_percent:
        return met(**facts)
    words = f"候选人 {candidates} 名，应选 {seats} 名，差额不到 {differential_percent}%。"
    return not_met(words, **facts)


@rule(
    "party.election_ballots", "收回的选票不多于发出的选票", strength=Strength.WARN,
    citation=Citation(ELECTIONS, "选举的实施（条号待核对）", "2020"),
    examples=(
        Example(Answer.MET, {"ballots_sent": 20, "ballots_back": 20, "ballots_void": 1}),
        Example(Answer.NOT_MET, {"ballots_sent": 20, "ballots_back": 21, "ballots_void": None}),
    ),
)  # fmt: skip
def election_ballots(ballots_sent: int, ballots_back: int, ballots_void: int | None) -> Judgement:
    """An election in which more ballots come back than went out is void."""
    facts = {"发出": ballots_sent, "收回": ballots_back, "无效": ballots_void or 0}
    if ballots_back > ballots_sent:
        words = f"发出 {ballots_sent} 张，收回 {ballots_back} 张，选举无效，应重新选举。"
        return not_met(words, **facts)
    if (ballots_void or 0) > ballots_back:
        return not_met(f"无效票 {ballots_void} 张，多于收回的 {ballots_back} 张。", **facts)
    return met(**facts)


@rule(
    "party.election_elected_majority", "当选人得赞成票超过实到会有选举权人数的半数",
    strength=Strength.WARN, citation=Citation(ELECTIONS, "选举的实施（条号待核对）", "2020"),
    examples=(
        Example(Answer.MET, {"votes_for": 11, "votes_present": 20}),
        Example(Answer.NOT_MET, {"votes_for": 10, "votes_present": 20}, "正好一半"),
        Example(Answer.CANNOT_TELL, {"votes_for": None, "votes_present": None}),
    ),
)  # fmt: skip
def election_elected_majority(votes_for: int | None, votes_present: int | None) -> Judgement:
    """Whoever is elected was approved by more than half of those present with the right to."""
    if votes_for is None or votes_present is None:
        return cannot_tell("得票数")
    facts = {"赞成票": votes_for, "实到会": votes_present}
    if 2 * votes_for > votes_present:
        return met(**facts)
    return not_met(f"赞成 {votes_for} 票，没有超过实到会 {votes_present} 人的半数。", **facts)


@rule(
    "party.election_elected_count", "当选人数等于应选名额", strength=Strength.WARN,
    citation=Citation(ELECTIONS, "选举的实施（条号待核对）", "2020"),
    examples=(
        Example(Answer.MET, {"candidates": 3, "seats": 3}),
        Example(Answer.NOT_MET, {"candidates": 4, "seats": 3}, "没有当选的还没有标明"),
        Example(Answer.NOT_MET, {"candidates": 2, "seats": 3}, "另行选举，或减少名额"),
    ),
)  # fmt: skip
def election_elected_count(candidates: int, seats: int) -> Judgement:
    """Those who still stand are as many as the seats. They are the elected once others dropped."""
    facts = {"当选": candidates, "应选名额": seats}
    if candidates == seats:
        return met(**facts)
    if candidates > seats:
        words = f"还有 {candidates} 人没有标明落选，应选 {seats} 名。"
        return not_met(f"{words}请把没有当选的人选标为“不再继续”。", **facts)
    words = f"当选 {candidates} 人，应选 {seats} 名。"
    return not_met(f"{words}不足的另行选举，接近应选名额的也可以减少名额。", **facts)


@rule(
    "party.election_elected_order", "当选人得票多于没有当选的人", strength=Strength.WARN,
    citation=Citation(ELECTIONS, "选举的实施（条号待核对）", "2020"),
    examples=(
        Example(Answer.MET, {"fewest_elected": 12, "most_lost": 11}),
        Example(Answer.NOT_MET, {"fewest_elected": 12, "most_lost": 12}, "票数相等，重新投票"),
        Example(Answer.MET, {"fewest_elected": 12, "most_lost": None}, "没有人落选"),
        Example(Answer.CANNOT_TELL, {"fewest_elected": None, "most_lost": None}),
    ),
)  # fmt: skip
def election_elected_order(fewest_elected: int | None, most_lost: int | None) -> Judgement:
    """Nobody is elected with as many votes as somebody who is not, or with fewer."""
    if fewest_elected is None:
        return cannot_tell("得票数")
    facts = {"当选人最低票数": fewest_elected, "落选人最高票数": most_lost}
    if most_lost is None or fewest_elected > most_lost:
        return met(**facts)
    if fewest_elected == most_lost:
        return not_met(f"都是 {most_lost} 票，应就票数相等的人重新投票。", **facts)
    return not_met(f"落选的有 {most_lost} 票，当选的只有 {fewest_elected} 票。", **facts)


@rule(
    "party.election_first_meeting", "委员会选举书记：到会达到五分之四，赞成超过到会的半数",
    strength=Strength.WARN, citation=Citation(ELECTIONS, "选举的实施（条号待核对）", "2020"),
    examples=(
        Example(Answer.MET, {"form": COMMITTEE, "seated": 5, "seated_present": 4,
                             "secretary_votes": 3}),
        Example(Answer.NOT_MET, {"form": COMMITTEE, "seated": 5, "seated_present": 3,
                                 "secretary_votes": 3}),
        Example(Answer.MET, {"form": NO_COMMITTEE, "seated": None, "seated_present": None,
                             "secretary_votes": None}, "由党员大会直接选举"),
        Example(Answer.CANNOT_TELL, {"form": COMMITTEE, "seated": 5, "seated_present": None,
                                     "secretary_votes": 3}),
    ),
)  # fmt: skip
def election_first_meeting(
    form: str, seated: int | None, seated_present: int | None, secretary_votes: int | None
) -> Judgement:
    """The committee elects its secretary at its first meeting; without one the members have."""
    if form == NO_COMMITTEE:
        return met(班子=form)
    if seated is None or seated_present is None or secretary_votes is None:
        return cannot_tell("委员会第一次会议的应到、实到人数或书记得票数")
    facts = {"应到委员": seated, "实到委员": seated_present, "书记得票": secretary_votes}
    if seated_present * 5 < seated * 4:
        return not_met(f"到会 {seated_present} 人，没有达到 {seated} 人的五分之四。", **facts)
    if secretary_votes * 2 <= seated_present:
        words = f"书记得 {secretary_votes} 票，没有超过到会 {seated_present} 人的半数。"
        return not_met(words, **facts)
    return met(**facts)


@rule(
    "party.election_secretary_party_age", "书记有一定党龄", strength=Strength.WARN,
    citation=Citation("党支部书记任职条件", "党龄一般一年以上（出处待核对）"),
    numbers=(f"{LAW}.secretary_party_years",),
    examples=(
        Example(Answer.MET, {"on": date(2025, 6, 30), "secretary_full_on": date(2024, 6, 30),
                             "secretary_party_years": 1}),
        Example(Answer.NOT_MET, {"on": date(2025, 6, 30), "secretary_full_on": date(2024, 7, 1),
                                 "secretary_party_years": 1}),
        Example(Answer.CANNOT_TELL, {"on": date(2025, 6, 30), "secretary_full_on": None,
                                     "secretary_party_years": 1}),
    ),
)  # fmt: skip
def election_secretary_party_age(
    on: date, secretary_full_on: date | None, secretary_party_years: int
) -> Judgement:
    """The secretary has been a full member so many years. Party age counts from that day."""
    if secretary_full_on is None:
        return cannot_tell("书记的转正日期")
    since = months_later(secretary_full_on, 12 * secretary_party_years)
    facts = {"转正日期": secretary_full_on, "报告日期": on}
    if on >= since:
        return met(**facts)
    return not_met(f"{secretary_full_on} 转正，党龄不满 {secretary_party_years} 年。", **facts)
