"""Plain Chinese sentences for reasons, used where no translation catalogue is at hand (files)."""

from __future__ import annotations

from collections.abc import Mapping

LEAVES_ZH = {
    "menu": "菜单",
    "hands": "人手",
    "menu/theory": "菜单·理论宣讲",
    "menu/education": "菜单·教育服务",
    "menu/culture": "菜单·文化服务",
    "menu/science": "菜单·科技科普",
    "menu/sports_health": "菜单·健身体育",
    "hands/publicity": "人手·宣传引导",
    "hands/guarding": "人手·看护看守",
    "hands/screening": "人手·测量排查",
    "hands/disinfection": "人手·卫生消毒",
    "hands/information": "人手·信息服务",
    "hands/psychological": "人手·心理慰藉",
    "refer": "转办",
    "emergency": "紧急",
}
SIGNS_ZH = {
    "collapse": "昏迷倒地",
    "heart": "心脏急症",
    "stroke": "疑似中风",
    "breath": "呼吸危急",
    "bleeding": "大量出血",
    "seizure": "高烧抽搐",
    "poison": "中毒误食",
    "birth": "临产",
    "injury": "严重受伤",
    "self_harm": "轻生",
    "violence": "暴力伤害",
    "intruder": "歹徒闯入",
    "missing": "走失",
    "captive": "被拘禁",
    "fire": "火情",
    "blast": "爆炸",
    "gas": "燃气或毒气泄漏",
    "collapse_building": "坍塌",
    "water": "落水",
    "trapped": "被困",
    "wire": "带电断线",
}
GUARDS_ZH = {
    "knowledge": "是想了解知识",
    "drill": "说的是演练或故事",
    "past": "说的是过去的事",
    "fear": "说的是担心和隐患",
    "hearsay": "说的是传言",
    "letter": "全文说的是另一件事",
    "negation": "说的是没有发生",
}
UNREASONABLE_ZH = {
    "empty": "没有内容",
    "gibberish": "看不出意思",
    "advertising": "像是广告",
    "illegal": "请求的事不合法",
    "private": "属于私人事务或买卖",
    "abuse": "只有辱骂，没有事情",
    "idle": "像是试发或寒暄",
}
_SENTENCES = {
    "words.leaf": "关键词{words}指向“{leaf}”",
    "words.route_sum": "各项合计更像“{leaf}”",
    "likeness.example": "与样例“{example}”相似（{likeness}）",
    "rule.danger": "出现危险字眼“{words}”（{sign}），请立即拨打{number}",
    "rule.guarded": "有“{words}”字样，但{guard}，不按紧急处理",
    "rule.deadline": "“{words}”，最迟{by}",
    "rule.essentials": "“{words}”：必需品或治疗一天内会断",
    "rule.refer": "“{words}”属于{body}的职责",
    "rule.unreasonable": "{why}{words}",
    "place.same": "同一地点：{place}",
    "place.different": "地点不同：{one}／{other}",
    "number.same": "同一编号：{number}",
    "number.different": "编号不同：{one}／{other}",
    "matter.same": "说的是同一件事：{words}",
    "matter.different": "说的不是一件事：{one}／{other}",
    "text.like": "文字相似（{likeness}）",
    "time.apart": "相隔{days}天",
}
BODIES_ZH = {
    "12345": "12345政务热线",
    "12333": "人社部门（12333）",
    "12366": "税务部门（12366）",
    "12315": "市场监管部门（12315）",
    "12393": "医保部门（12393）",
    "12348": "公共法律服务（12348）",
    "95598": "供电部门（95598）",
    "hospital": "医院或卫生部门",
    "police": "公安部门（非紧急）",
    "traffic_police": "交警部门",
    "school": "学校或教育部门",
}
_NAMES = {
    "leaf": LEAVES_ZH,
    "sign": SIGNS_ZH,
    "guard": GUARDS_ZH,
    "why": UNREASONABLE_ZH,
    "body": BODIES_ZH,
}


def sentence_zh(code: str, values: Mapping[str, str]) -> str:
    """Return the sentence of a reason's code, filled."""
    named = {key: _NAMES.get(key, {}).get(value, value) for key, value in values.items()}
    return _SENTENCES[code].format_map(named)
