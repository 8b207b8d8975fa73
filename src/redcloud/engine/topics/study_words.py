"""Stage topics: words by which a shared study topic is recognised before an editor has sorted anything.

Constants out. They are about what content treats; a topic that an editor adds is recognised by its names.
"""

from __future__ import annotations

from redcloud.engine.topics.words import words_listed

STUDY_WORDS = words_listed("""
everyday-law: 法律 民法典 合同 诉讼 法院 维权 继承 借条 律师 仲裁 law contract court
first-aid: 急救 心肺复苏 止血 包扎 海姆立克 AED 中暑 烫伤 first-aid CPR
fire-safety: 消防 火灾 灭火器 逃生 消防通道 电动车充电 用电安全 fire extinguisher
elder-care: 老人 养老 高龄 独居 探访 助餐 失能 elderly
rural-ecommerce: 电商 直播 网店 快递 带货 农产品 e-commerce
water-saving: 节水 节约用水 用水 漏水 水表 滴灌 water
public-speaking: 发言 演讲 表达 讲话 口才 主持 speech speaking
reading-data: 数据 图表 统计 百分比 平均数 表格 data chart statistics
organising-volunteers: 志愿者 志愿服务 招募 义工 排班 volunteer
waste-sorting: 垃圾分类 厨余 可回收 有害垃圾 投放 分类桶 recycling
digital-skills: 手机 电脑 上网 微信 扫码 验证码 小程序 数字技能 smartphone computer
fraud-prevention: 诈骗 骗子 被骗 骗局 转账 刷单 反诈 fraud scam
child-protection: 未成年人 儿童 孩子 欺凌 留守 监护 child
neighbour-mediation: 调解 邻里 纠纷 矛盾 噪声 扰民 和解 mediation neighbour
disaster-preparedness: 防灾 洪水 地震 台风 避险 应急包 预警 暴雨 disaster flood
mental-wellbeing: 心理 情绪 压力 焦虑 失眠 倾诉 wellbeing stress
health: 健康 血压 糖尿病 饮食 体检 慢性病 疫苗 health
household-debt: 债务 欠债 网贷 借贷 信用卡 还款 debt loan
history-and-theory: 历史 理论 党史 宣言 革命 纲领 history theory
grassroots-governance: 基层治理 网格 议事 村规民约 居委会 协商 governance
environment: 环境 环保 污染 生态 河道 空气 绿化 environment pollution
food-safety: 食品安全 食品 保质期 添加剂 餐饮 冷藏 过期 food
farming: 农业 种植 育苗 种子 病虫害 施肥 灌溉 养殖 春耕 farming crop
accessibility: 无障碍 轮椅 坡道 盲道 扶手 accessibility wheelchair
meeting-skills: 开会 会议 议程 主持 讨论 表决 meeting agenda
minutes-writing: 会议记录 记录 纪要 记录员 minutes
""")
"""Code of a shared topic to words, in Chinese and English."""
