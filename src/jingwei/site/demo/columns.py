"""Which columns a generated row gives, in their order; all other columns keep their default."""

from __future__ import annotations

COLUMNS = {
    "org.Unit": (
        "id parent_id code name kind path since closed_on short_name level legal_kind position"
    ),
    "org.UnitSpell": "id unit_id name parent_id since until basis",
    "org.UnitSuccession": "id before_id after_id kind on basis",
    "org.Staffing": (
        "id unit_id since basis admin_staffing reference_staffing institution_staffing"
        " chief_posts deputy_posts inner_posts"
    ),
    "org.PartyOrganization": (
        "id parent_id code name short_name kind path unit_id unit_path unit_link sector"
        " village_or_community founded_on approval_no phone position since closed_on"
    ),
    "org.OrganizationSpell": "id organization_id name kind parent_id since until basis",
    "org.OrganizationSuccession": "id before_id after_id kind on basis",
    "org.Term": ("id organization_id number began_on due_on elected_on approval_no stage ended_on"),
    "org.CommitteeSeat": (
        "id organization_id term_id holder_name holder_number post since until basis"
    ),
    "people.Person": (
        "id number full_name name_pinyin name_key gender birth_on ethnic_group native_place"
        " birth_place health work_since political_status joined_party_on specialty title_summary"
        " post_summary resume_text reward_summary appraisal_summary unit_id unit_path"
        " organization_path hats birth_verified retirement_kind missing_count education degree"
        " post_since level level_since rank rank_since id_number"
    ),
    "people.PersonName": "row words",
    "people.Education": (
        "id person_id kind education degree school major began_on graduated_on degree_on years"
    ),
    "people.CareerStint": "id person_id began_on ended_on kind text",
    "people.PostHeld": (
        "id person_id unit_id unit_text title member_kind is_leader is_main since document_no"
        " selection_way until removal_document_no removal_kind"
    ),
    "people.LevelHeld": "id person_id kind level rank since document_no until",
    "people.Appraisal": "id person_id year result",
    "people.Reward": "id person_id kind name decided_on organ organ_level document_no",
    "people.FamilyMember": "id person_id relation name birth_on political_status work position",
    "people.Contact": "id person_id mobile office_phone office_address address",
    "people.TrainingRecord": "id person_id title kind organizer began_on ended_on hours result",
    "people.TitleHeld": "id person_id name obtained_on way body",
    "cadres.Cadre": (
        "id person_id unit_path person_kind manage_state manage_class staffing"
        " has_grassroots_years grassroots_years is_exam_recruit recruited_on"
        " is_selected_graduate selected_on"
    ),
    "cadres.CivilServant": (
        "id person_id unit_path category is_reference_managed registered_on joined_service_on"
        " joined_unit_on entry_way grade"
    ),
    "party.Member": (
        "id person_id unit_path organization_id organization_path stage state group applied_on"
        " activist_on target_on joined_on full_on join_branch introducers occupation entry"
        " entered_on is_mobile mobile_place contacted_on"
    ),
    "talent.Talent": (
        "id person_id unit_path category sector level origin rural_class place skill scale"
        " households_led mentor selected_on valid_until verified_on verified_by"
    ),
    "veterans.RetiredCadre": (
        "id person_id unit_path kind retired_on former_unit former_post former_level treatment"
        " living care is_in_hospital lives_elsewhere residence family_contact keeper"
        " checked_year strengths"
    ),
}
