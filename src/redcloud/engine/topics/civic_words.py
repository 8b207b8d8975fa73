"""Stage topics: words by which a civic subject is recognised before anybody taught anything. Constants out.

They ship with a release like the subjects themselves. Each names a thing or a service; none names a kind of
person, a view or a feeling (PRODUCT line 1).
"""

from __future__ import annotations

from redcloud.engine.topics.words import words_listed

CIVIC_WORDS = words_listed("""
roads-and-transport: 修路 道路 马路 路面 坑洼 公交 班车 站台 红绿灯 信号灯 斑马线 堵车 拥堵 路灯 人行道 桥
    护栏 地铁 客运 高速 road bus pothole street-light pavement traffic
parking: 停车 车位 乱停 占道停 停车场 停车费 僵尸车 车库 挪车 充电桩 parking
housing-and-property: 物业 业主 业委会 电梯 漏水 渗水 房产证 楼道 小区 开发商 公积金 房屋 拆迁 危房 外墙
    屋顶 保障房 公租房 housing lift leak landlord property
water-and-power: 停水 停电 水压 自来水 水管 电压 电线 供水 供电 水质 水表 电表 跳闸 water electricity
    power-cut
heating-and-gas: 供暖 暖气 供热 取暖 燃气 天然气 煤气 燃气灶 暖气片 heating gas
environment-and-cleaning: 污染 垃圾 臭味 恶臭 异味 污水 脏乱 保洁 清扫 粉尘 扬尘 油烟 河道 排污 下水道
    卫生死角 养猪场 黑烟 rubbish smell pollution sewage dust
waste-sorting: 垃圾分类 分类垃圾 可回收 厨余 投放点 分类桶 recycling
noise: 噪音 噪声 扰民 广场舞 吵 施工声 鸣笛 低音炮 noise loud
public-safety: 治安 小偷 被盗 打架 监控 黑恶 赌博 井盖 高空抛物 恶犬 遛狗 theft police stray-dog
fire-safety: 消防 火灾 灭火器 消防通道 飞线 电动车充电 易燃 消火栓 烟花 fire extinguisher
disaster-preparedness: 内涝 积水 洪水 防汛 山体滑坡 塌方 台风 地震 暴雨 防灾 避险 flood landslide typhoon
schools-and-childcare: 学校 小学 中学 幼儿园 老师 入学 学位 学区 补课 托幼 托管 招生 校车 学费 高考 school
    kindergarten teacher
elder-care: 养老院 养老服务 敬老院 老人食堂 助老 助餐 日间照料 失能 独居老人 空巢 elderly
medical-services: 医院 看病 医生 门诊 住院 药品 挂号 卫生院 疫苗 救护车 卫生室 hospital doctor clinic
    vaccine
employment-and-skills: 就业 招聘 工资 拖欠 失业 下岗 工伤 技能培训 劳动合同 加班 农民工 求职 wages
    unemployed job
social-security-services: 社保 医保 养老金 养老保险 退休金 低保 报销 社保卡 参保 缴费 户口 落户 身份证
    生育证 pension insurance
farming: 农田 种地 灌溉 水渠 农药 化肥 种子 庄稼 粮食 农机 病虫害 养殖 春耕 土地流转 farm crop irrigation
rural-ecommerce: 电商 直播带货 快递 网店 农产品销售 卖不出去 滞销 物流点 e-commerce parcel
consumer-protection: 假货 退款 退货 投诉商家 价格 涨价 乱收费 虚假宣传 预付卡 质量问题 保修 过期食品
    refund overcharged
fraud-prevention: 诈骗 骗子 被骗 传销 刷单 非法集资 冒充 诈骗电话 骗局 fraud scam
accessibility: 无障碍 盲道 轮椅 坡道 残疾人 扶手 wheelchair ramp accessible
parks-and-culture: 公园 健身器材 图书馆 文化站 篮球场 绿化 树木 广场 草坪 运动场 景区 park library
    playground
volunteering: 志愿者 志愿服务 义工 公益活动 volunteer
digital-services: 网络 宽带 手机信号 小程序 网站打不开 验证码 网上办 APP 微信群 基站 internet broadband
    app website
""")
"""Subject (``engine.topics.civic``) to words, in Chinese and English."""
