"""Keys whose makers gave them a shape of their own. Each has a word that any text with such a key holds: looked for first."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """One maker's key. `needs`: without one of these in the text the shape isn't tried. `bits`: the entropy that a real one has."""

    needs: tuple[str, ...]
    shape: re.Pattern[str]
    bits: float = 3.0


def _known(needs: str, pattern: str, bits: float = 3.0) -> Known:
    return Known(tuple(needs.split()), re.compile(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"), bits)


KNOWN = (
    _known("ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36,251}"),
    _known("github_pat_", r"github_pat_\w{60,100}"),
    _known(
        "glpat- glptt- glrt- gldt- glcbt- glft- glsoat- glagent- glimt- gloas- GR1348941",
        r"(?:gl(?:pat|ptt|rt|dt|cbt|ft|soat|agent|imt|oas)-[\w.\-]{20,60}|GR1348941[\w\-]{20})",
    ),
    _known("AKIA ASIA ABIA ACCA A3T", r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"),
    _known("ABSK", r"ABSK[A-Za-z0-9+/]{80,300}={0,2}", 2.5),
    _known("AIza", r"AIza[\w\-]{35}", 3.8),
    _known("ya29.", r"ya29\.[\w\-]{30,300}"),
    _known("GOCSPX-", r"GOCSPX-[\w\-]{28}"),
    _known("xox XOX xapp-", r"xox[bpaors](?:-\d)?(?:-\d{6,14}){1,4}-[a-zA-Z0-9]*[a-zA-Z][a-zA-Z0-9]{9,64}", 2.5),
    _known("xoxe", r"xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{100,200}"),
    _known("xoxe", r"xoxe(?:-\d{9,14}){3}-[a-f0-9]{32}"),
    _known("xapp-", r"xapp-\d-[A-Z0-9]{9,13}-\d{9,14}-[a-f0-9]{60,70}"),
    _known("hooks.slack.com", r"hooks\.slack\.com/(?:services|workflows|triggers)/T[A-Z0-9]{6,12}/[A-Z0-9]{6,13}/[\w/]{20,60}"),
    _known("sk-ant-", r"sk-ant-(?:api|admin)\d\d-[\w\-]{80,110}"),
    _known("T3BlbkFJ", r"sk-(?:proj|svcacct|admin)?-?[\w\-]{20,80}T3BlbkFJ[\w\-]{20,80}"),
    _known("sk- sk_ rk_ pk_", r"(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,120}"),
    _known("sk-", r"sk-[A-Za-z0-9]{32,64}", 3.5),
    _known("sk-or-", r"sk-or-v1-[a-f0-9]{64}"),
    _known("hf_ api_org_", r"(?:hf|api_org)_[A-Za-z]{34}", 3.3),
    _known("npm_", r"npm_[A-Za-z0-9]{36}"),
    _known("pypi-", r"pypi-AgE[\w\-]{50,300}"),
    _known("dop_v1_ doo_v1_ dor_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    _known("dapi", r"dapi[a-f0-9]{32}(?:-\d)?"),
    _known("SG.", r"SG\.[\w\-]{20,24}\.[\w\-]{39,50}"),
    _known("key-", r"key-[a-f0-9]{32}"),
    _known("-us", r"[a-f0-9]{32}-us\d{1,2}"),
    _known("shp", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    _known("sq0 EAAA", r"(?:sq0(?:atp|csp|idp)-[\w\-]{20,50}|EAAA[\w\-+=]{56,64})"),
    _known("EAA", r"EAA(?:[MC][A-Za-z0-9]{100,300}|CEdEose0cBA[A-Za-z0-9]{20,300})"),
    _known("|", r"\d{15,16}\|[\w\-]{27}"),
    _known("hvs. hvb. s.", r"(?:hv[sb]\.[\w\-]{90,300}|s\.(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{24})", 3.5),
    _known(".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w\-=]{60,70}", 3.5),
    _known("ATATT3 ATCTT3", r"AT(?:ATT|CTT)3[\w\-=]{60,250}"),
    _known("glsa_ glc_", r"(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,3})"),
    _known("sntrys_ sntryu_", r"sntry(?:s_eyJ[\w+/=]{60,300}_[\w+/]{40,50}|u_[a-f0-9]{64})"),
    _known("sgp_ slk_", r"(?:sgp_(?:[A-Fa-f0-9]{16}_|local_)?[A-Fa-f0-9]{40}|slk_[a-f0-9]{64})"),
    _known("ntn_ secret_", r"(?:ntn_\d{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})"),
    _known("lin_api_", r"lin_api_[A-Za-z0-9]{40}"),
    _known("PMAK-", r"PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}"),
    _known(
        "pplx- gsk_ pnu_ rdme_ tk-us- pul-",
        r"(?:pplx-[A-Za-z0-9]{48}|gsk_[A-Za-z0-9]{52}|pnu_[A-Za-z0-9]{36}|rdme_[a-z0-9]{70}|tk-us-[\w\-]{48}|pul-[a-f0-9]{40})",
    ),
    _known("r8_ nvapi- xai- fw_", r"(?:r8_[A-Za-z0-9]{37}|nvapi-[\w\-]{60,70}|xai-[A-Za-z0-9]{80}|fw_[A-Za-z0-9]{24})"),
    _known("A3-", r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}"),
    _known("ops_eyJ", r"ops_eyJ[A-Za-z0-9+/]{200,800}={0,3}"),
    _known("AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    _known("Q~", r"[\w.~\-]{3}\dQ~[\w.~\-]{31,34}"),
    _known("sha256~", r"sha256~[\w\-]{43}"),
    _known("API-", r"API-[A-Z0-9]{26}(?=[\"'\s]|$)", 3.3),
    _known("dp.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9.\-_]{40,60}"),
    _known("dt0c01.", r"dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    _known("NRAK- NRJS- NRAA- NRII-", r"NR(?:AK-[A-Z0-9]{27}|JS-[a-f0-9]{19}|II-[\w\-]{32})"),
    _known("EZAK EZTK", r"EZ[AT]K[A-Za-z0-9]{54}", 4.0),
    _known("FlyV1 fm1 fm2_ fo1_", r"(?:FlyV1 fm[12][ar]?_[A-Za-z0-9+/,]{60,500}=*|fm2_[A-Za-z0-9+/]{100,500}=*|fo1_[\w\-]{43})"),
    _known("figd_ figo_", r"fig[do]_[\w\-]{40,60}"),
    _known("ico-", r"(?<![./])ico-[A-Za-z0-9]{32}"),
    _known(
        "rubygems_ CLOJARS_ pscale_ shippo_ sk_prod tfp_",
        r"(?:rubygems_[a-f0-9]{48}|CLOJARS_[a-z0-9]{60}|pscale_(?:tkn|pw|oauth)_[\w.=\-]{32,64}|shippo_(?:live"
        r"|test)_[a-f0-9]{40}|tfp_[A-Za-z0-9]{59})",
        2.5,
    ),
    _known("AKCp cmVmdG", r"(?:AKCp[A-Za-z0-9]{69}|cmVmdG[A-Za-z0-9]{58})", 4.0),
    _known(":AA", r"\d{8,10}:AA[\w\-]{33}"),
    _known("discord", r"[MNO][\w\-]{23,26}\.[\w\-]{6}\.[\w\-]{27,38}"),
    _known("eyJ", r"eyJ[\w\-]{14,2000}\.(?:eyJ|ey)[\w\-]{14,4000}\.[\w\-]{0,1000}={0,2}"),
    _known("ZXlK", r"ZXlK[A-Za-z0-9+/]{100,4000}={0,3}"),
    _known("4b1d", r"4b1d[A-Za-z0-9]{38}", 3.0),
    _known("s-s4t2ud- s-s4t2af-", r"s-s4t2(?:ud|af)-[a-f0-9]{64}"),
    _known("pat-na pat-eu", r"pat-(?:na|eu)\d-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"),
    _known("AccountKey=", r"AccountKey=[A-Za-z0-9+/]{86}=="),
    _known("sig=", r"sig=[A-Za-z0-9%+/]{43,60}(?:%3D|=)"),
    _known("LTAI", r"LTAI[A-Za-z0-9]{17,21}"),
    _known("ATTA", r"ATTA[a-f0-9]{72}"),
    _known("squ_ sqp_ sqa_", r"sq[upa]_[a-f0-9A-F]{40}", 2.5),
)
