"""What customers write in which mood and language, and what agents answer.

A customer's mood follows that of the account and the person, and sinks where the ticket has come back.
"""

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.company import CHINA, Company
from customer_performance.demo.histories import CYCLES
from customer_performance.demo.timelines import BY_CUSTOMER, Messages

LANGUAGES = ["en", "zh-Hans", "zh-Hant"]
ENGLISH, SIMPLIFIED, TRADITIONAL = range(3)
MOODS = ["negative", "neutral", "positive"]
NEGATIVE, NEUTRAL, POSITIVE = range(3)
COME_BACK = 1.1  # so far does the mood sink at each reopening, in standard deviations of what else moves it

# By language and mood.
TEXTS = [
    [
        [
            "This is the third time that I ask, and nobody has helped me. I am really disappointed.",
            "It is broken again. This is terrible, and it costs us money every day.",
            "I am still waiting. Your answers are useless and far too slow.",
            "The invoice is wrong again! This is a bad joke, and I am angry about it.",
            "Your last update made everything worse. We hate working with it now.",
            "I have lost half a day with this awful bug. Not acceptable.",
        ],
        [
            "Hello, the export stops half way. Can you have a look?",
            "The screen shows code 4711 after the log-in. Where do I find the settings?",
            "Could you add a user for our new colleague, please? The role is editor.",
            "We use version 3.2 on two machines. Which ports have to be open?",
            "Attached is the log of yesterday.\nIt is from the second machine.",
            "Which day of the month is the invoice sent on?",
        ],
        [
            "Thank you so much, that works perfectly now!",
            "Great support, quick and friendly. I am very happy with it.",
            "Wonderful, this is exactly what we needed. Thanks!",
            "The new report is excellent, our team loves it.",
            "That was fast, very good work. Thank you!",
            "Everything is fine again, I am impressed by how well you handled it.",
        ],
    ],
    [
        [
            "这已经是第三次问了，一直没人解决，非常失望。",
            "又坏了，太糟糕了，每天都在给我们造成损失。",
            "等了很久还是没有回复，服务太差了。",
            "账单又错了，实在让人生气，不能接受。",
            "更新之后更难用了，我们很不满意。",
            "这个问题浪费了我半天时间，体验很差。",
        ],
        [
            "您好，页面打不开，请帮忙看一下。",
            "登录后显示代码 4711，请问设置在哪里？",
            "请给新同事开一个账号，角色是编辑。",
            "我们在两台电脑上用 3.2 版，需要开放哪些端口？",
            "附件是昨天的日志，来自第二台电脑。",
            "请问账单每个月几号发出？",
        ],
        [
            "谢谢，现在可以了，非常好用！",
            "回复很快，态度也好，非常满意。",
            "太好了，这正是我们需要的，感谢！",
            "新的报表很棒，我们团队都喜欢。",
            "处理得又快又好，谢谢你们！",
            "问题都解决了，服务很专业，点赞。",
        ],
    ],
    [
        [
            "這已經是第三次問了，一直沒人解決，非常失望。",
            "又壞了，太糟糕了，每天都在給我們造成損失。",
            "等了很久還是沒有回覆，服務太差了。",
            "帳單又錯了，實在讓人生氣，不能接受。",
            "更新之後更難用了，我們很不滿意。",
            "這個問題浪費了我半天時間，體驗很差。",
        ],
        [
            "您好，頁面打不開，請幫忙看一下。",
            "登入後顯示代碼 4711，請問設定在哪裡？",
            "請給新同事開一個帳號，角色是編輯。",
            "我們在兩台電腦上用 3.2 版，需要開放哪些連接埠？",
            "附件是昨天的記錄檔，來自第二台電腦。",
            "請問帳單每個月幾號寄出？",
        ],
        [
            "謝謝，現在可以了，非常好用！",
            "回覆很快，態度也好，非常滿意。",
            "太好了，這正是我們需要的，感謝！",
            "新的報表很棒，我們團隊都喜歡。",
            "處理得又快又好，謝謝你們！",
            "問題都解決了，服務很專業，按讚。",
        ],
    ],
]
ANSWERS = [
    [
        "We have found the cause and are working on it.",
        "Could you send us the log of yesterday, please?\nIt is under Settings, Logs.",
        "We have changed it. Please try again.",
    ],
    ["我们找到了原因，正在处理。", "请把昨天的日志发给我们，在“设置”里。", "已经修复，请您再试一次。"],
    ["我們找到了原因，正在處理。", "請把昨天的記錄檔傳給我們，在「設定」裡。", "已經修復，請您再試一次。"],
]
VARIANTS = len(TEXTS[ENGLISH][NEUTRAL])
POOL = [text for texts in TEXTS for mood in texts for text in mood]
POOL += [text for texts in ANSWERS for text in texts]
FIRST_ANSWER = len(LANGUAGES) * len(MOODS) * VARIANTS


def writes_traditional(account: Array) -> Array:
    """Whether the people of an account in China write traditional characters, by the account's number."""
    return np.asarray(account) % 3 == 1


def languages(company: Company, contact: Array) -> Array:
    """The language in which each contact writes: in China Chinese, but for a tenth of the people there."""
    account = company.contacts["account"][contact]
    chinese = np.where(writes_traditional(account), TRADITIONAL, SIMPLIFIED)
    is_chinese = (company.accounts["place"][account] == CHINA) & (contact % 10 != 3)
    return np.where(is_chinese, chinese, ENGLISH)


def moods(company: Company, histories: Table, messages: Messages) -> Array:
    """The mood of each message as its author's: that of whoever is not a customer is neutral."""
    ticket, at = messages.ticket, messages.at
    contact = histories["contact"][ticket]
    feeling = (
        company.accounts["mood"][company.contacts["account"][contact]] + company.contacts["mood"][contact]
    )
    for cycle in range(CYCLES):
        feeling = feeling - COME_BACK * (histories["reopened"][ticket, cycle] <= at)
    feeling = feeling + (histories["thanked"][ticket] == at) * 3 + 1.6 * (scatter(ticket, at, 1) - 0.5)
    mood = np.where(feeling < -0.7, NEGATIVE, np.where(feeling > 0.8, POSITIVE, NEUTRAL))
    return np.where(messages.author == BY_CUSTOMER, mood, NEUTRAL)


def texts(company: Company, histories: Table, messages: Messages) -> Array:
    """Which text of POOL each message is."""
    language = languages(company, histories["contact"][messages.ticket])
    pick = scatter(messages.ticket, messages.at, 2)
    mood = moods(company, histories, messages)
    said = (language * len(MOODS) + mood) * VARIANTS + (pick * VARIANTS).astype(np.int64)
    answers = len(ANSWERS[ENGLISH])
    answered = FIRST_ANSWER + language * answers + (pick * answers).astype(np.int64)
    return np.where(messages.author == BY_CUSTOMER, said, answered)


def scatter(ticket: Array, at: Array, salt: int) -> Array:
    """A number from 0 to 1 for each message, the same whichever messages are beside it."""
    mixed = (ticket * 2_654_435_761 + at * 40_503 + salt * 97_531).astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(15))) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed ^ (mixed >> np.uint64(29))) >> np.uint64(40)).astype(float) / (1 << 24)


def count_moods(counts: Array, company: Company, histories: Table, messages: Messages) -> None:
    """Adds to `counts`, which is languages × moods × whether the ticket had come back, the customers' messages."""
    is_customer = messages.author == BY_CUSTOMER
    ticket, at = messages.ticket[is_customer], messages.at[is_customer]
    language = languages(company, histories["contact"][ticket])
    mood = moods(company, histories, messages)[is_customer]
    has_come_back = (histories["reopened"][ticket, 0] <= at).astype(int)
    np.add.at(counts, (language, mood, has_come_back), 1)


def blank_moods() -> Array:
    return np.zeros((len(LANGUAGES), len(MOODS), 2), np.int64)


def mood_figures(counts: Array) -> Values:
    by_language = {
        language: {mood: int(counts[row, column].sum()) for column, mood in enumerate(MOODS)}
        for row, language in enumerate(LANGUAGES)
    }
    negative, total = counts[:, NEGATIVE].sum(axis=0), counts.sum(axis=(0, 1))
    return {
        "planted": "customers write in a worse mood once their ticket has come back",
        "messages": by_language,
        "share_negative": {
            name: float(negative[row] / total[row]) for row, name in enumerate(["at_first", "come_back"])
        },
    }
