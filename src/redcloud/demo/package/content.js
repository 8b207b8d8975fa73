// What the unit says, in two languages: situations and questions, each with one right choice and why.
"use strict";

const CONTENT = {
  zh: {
    titles: { practice: "家里着火，先做哪一步", quiz: "小测" },
    words: { place: (at, of) => `第 ${at} 步，共 ${of} 步`, next: "下一步", end: "完成，回到平台", leave: "先到这里，回到平台",
      failed: "接不上平台。请回到刚才的页面，再打开一次。" },
    practice: [
      { ask: "炒菜时油锅着了火，火苗刚起来。先做什么？", choices: [
        ["泼一盆水", false, "水遇到热油会炸开，火会溅到身上。"],
        ["关火，盖上锅盖", true, "断了火源，再隔开空气，火自己就灭了。"],
        ["把锅端到外面", false, "走动时热油会洒出来，烧到自己和别处。"]] },
      { ask: "电热毯冒烟，看见了火星。先做什么？", choices: [
        ["拉下电闸", true, "先断电，再用灭火器；带电时泼水会触电。"],
        ["用湿毛巾去盖", false, "没有断电，湿的东西会导电。"],
        ["打开窗户散烟", false, "进了风，火会更大。"]] },
      { ask: "进门闻到煤气味，没有看见火。先做什么？", choices: [
        ["开灯看看哪里漏", false, "开关一碰就有火花。"],
        ["打开抽油烟机", false, "电机启动也有火花。"],
        ["关阀门，开窗，到外面打电话", true, "不碰任何电器，让气散掉，人在外面等。"]] },
      { ask: "楼道里全是浓烟，您家门摸上去烫手。怎么办？", choices: [
        ["捂着湿毛巾冲下去", false, "浓烟几口就能让人昏倒，毛巾挡不住。"],
        ["关紧门，堵门缝，到窗口求救，打 119", true, "门能挡很久。说清几楼、几个人。"],
        ["坐电梯下楼", false, "电梯井会灌烟，停电就困在里面。"]] }],
    quiz: [
      { ask: "火比人高了，灭火器已经用完，该怎么办？", choices: [
        ["再接水灭一灭", false, ""], ["带上家人离开，随手关门", true, ""], ["先收好证件和现金", false, ""]] },
      { ask: "打 119 时，哪一样最先要说清？", choices: [
        ["自己的姓名", false, ""], ["地址和几楼", true, ""], ["起火的原因", false, ""]] },
      { ask: "哪一种火不能用水？", choices: [
        ["纸箱", false, ""], ["木头家具", false, ""], ["油锅", true, ""]] }],
  },
  en: {
    titles: { practice: "Fire at home: what comes first", quiz: "Quiz" },
    words: { place: (at, of) => `Step ${at} of ${of}`, next: "Next", end: "Finish and go back", leave: "Leave it here and go back",
      failed: "The platform does not answer. Go back to its page and open this again." },
    practice: [
      { ask: "The oil in a pan has just caught fire. What comes first?", choices: [
        ["Pour water on it", false, "Water bursts in hot oil and throws the fire at you."],
        ["Turn off the stove, put the lid on", true, "Without heat and air the fire goes out by itself."],
        ["Carry the pan outside", false, "Hot oil spills as you walk."]] },
      { ask: "An electric blanket smokes and sparks. What comes first?", choices: [
        ["Switch off the mains", true, "First the current, then the extinguisher; water on a live wire can kill."],
        ["Cover it with a wet towel", false, "With the current on, anything wet conducts."],
        ["Open the window", false, "Fresh air feeds the fire."]] },
      { ask: "You come home and smell gas, without a flame. What comes first?", choices: [
        ["Switch on the light and look", false, "A switch makes a spark."],
        ["Turn on the extractor", false, "Its motor sparks as well."],
        ["Close the valve, open the windows, call from outside", true, "Touch nothing electric, and wait outside."]] },
      { ask: "The stairs are full of smoke and your door is hot. What now?", choices: [
        ["Run down with a wet towel over your mouth", false, "A few breaths of thick smoke knock you out; a towel does not help."],
        ["Shut the door, seal it, call for help at the window and dial 119", true, "A door holds for long. Say which floor and how many you are."],
        ["Take the lift", false, "Its shaft fills with smoke, and without power you are caught."]] }],
    quiz: [
      { ask: "The fire is taller than you and the extinguisher is empty. What now?", choices: [
        ["Fetch more water", false, ""], ["Leave with your family and shut the door", true, ""], ["Collect papers and money first", false, ""]] },
      { ask: "What do you say first when you dial 119?", choices: [
        ["Your name", false, ""], ["The address and the floor", true, ""], ["What caused the fire", false, ""]] },
      { ask: "Which fire must not be put out with water?", choices: [
        ["A cardboard box", false, ""], ["Wooden furniture", false, ""], ["A pan of oil", true, ""]] }],
  },
};
