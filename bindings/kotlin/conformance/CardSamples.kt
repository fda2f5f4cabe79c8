package vn.lancan.demo

import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import vn.lancan.Advice
import vn.lancan.Blocked
import vn.lancan.CallDay
import vn.lancan.CallReview
import vn.lancan.CallStage
import vn.lancan.CallWords
import vn.lancan.Category
import vn.lancan.Closeness
import vn.lancan.Coverage
import vn.lancan.FailedCondition
import vn.lancan.Gap
import vn.lancan.HistoryDay
import vn.lancan.Language
import vn.lancan.LogContact
import vn.lancan.LogDirection
import vn.lancan.LogEntry
import vn.lancan.LogQuestion
import vn.lancan.LogStage
import vn.lancan.LogStanding
import vn.lancan.Meeting
import vn.lancan.PlaceNotice
import vn.lancan.PlaceWarning
import vn.lancan.Problem
import vn.lancan.Reason
import vn.lancan.ReportResult
import vn.lancan.ReportType
import vn.lancan.Review
import vn.lancan.ReviewedDay
import vn.lancan.ReviewedKey
import vn.lancan.ReviewedVisit
import vn.lancan.ScanRefused
import vn.lancan.Scanned
import vn.lancan.SentReport
import vn.lancan.SentStage
import vn.lancan.Span
import vn.lancan.Status
import vn.lancan.Trouble
import vn.lancan.Verdict
import vn.lancan.Visit
import vn.lancan.VisitedDate
import vn.lancan.Warning
import vn.lancan.WarningChange
import vn.lancan.WarningNotice
import vn.lancan.demo.cards.CallActs
import vn.lancan.demo.cards.CallState
import vn.lancan.demo.cards.DataActs
import vn.lancan.demo.cards.LogActs
import vn.lancan.demo.cards.LogState
import vn.lancan.demo.cards.Need
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.ReviewActs
import vn.lancan.demo.cards.VisitActs
import vn.lancan.demo.cards.VisitForm
import vn.lancan.demo.cards.VisitsState
import vn.lancan.demo.cards.WarningActs
import vn.lancan.demo.cards.callCard
import vn.lancan.demo.cards.codeCard
import vn.lancan.demo.cards.CodeActs
import vn.lancan.demo.cards.mapCard
import vn.lancan.demo.cards.contactsCard
import vn.lancan.demo.cards.dataCard
import vn.lancan.demo.cards.endCard
import vn.lancan.demo.cards.eraseCard
import vn.lancan.demo.cards.intervalsInWords
import vn.lancan.demo.cards.logCard
import vn.lancan.demo.cards.needsCard
import vn.lancan.demo.cards.problemCard
import vn.lancan.demo.cards.reviewCard
import vn.lancan.demo.cards.scanned
import vn.lancan.demo.cards.statusCard
import vn.lancan.demo.cards.visitsCard
import vn.lancan.demo.cards.waitingCard
import vn.lancan.demo.cards.warningsCard
import vn.lancan.said
import vn.lancan.say

/**
 * Every card of the demo apps in the states that `bindings/conformance/cards` writes down, in its order. The Swift demo
 * has the same states in `CardSamples.swift`: one page of snapshots holds for both.
 */
internal object CardSamples {
    private val days = listOf(12, 13).map { LocalDate.of(2021, 5, it) }

    private fun at(text: String): Instant = Instant.parse("2021-05-${text}Z")

    /** The page of a language. */
    fun page(tag: String) = File("../../conformance/cards/$tag.txt")

    /** Each card by its name. */
    fun of(language: Language): Map<String, List<Part>> =
        warnings(language) + calls(language) + status(language) + visits(language) + logs(language) +
            DeclareSamples.of(language) + reports(language) + data(language)

    private fun warnings(language: Language): Map<String, List<Part>> {
        val acts = WarningActs({}, {}, {})
        fun card(change: WarningChange, warning: Warning = warning()) =
            language.warningsCard(listOf(WarningNotice(change, warning)), emptyList(), acts)
        fun place(change: WarningChange) = language.warningsCard(emptyList(), listOf(PlaceNotice(change, placeWarning())), acts)
        val possible = warning().copy(verdict = Verdict.POSSIBLE, lastDay = days[1])
        return mapOf(
            "warnings-none" to language.warningsCard(emptyList(), emptyList(), acts),
            "warning" to card(WarningChange.NEW),
            "warning-possible" to card(WarningChange.LOWER, possible),
            "warning-withdrawn" to card(WarningChange.WITHDRAWN),
            "warning-call-asked" to
                language.warningsCard(listOf(WarningNotice(WarningChange.NEW, warning())), emptyList(), WarningActs({}, {}, null)),
            "place-warning" to place(WarningChange.NEW),
            "place-warning-withdrawn" to place(WarningChange.WITHDRAWN),
        )
    }

    private fun calls(language: Language): Map<String, List<Part>> {
        val acts = CallActs({}, {}, { _, _, _ -> }, {}, {})
        val review = CallReview("Sở Y tế Lâm Đồng", listOf(CallDay(days[0], 1500u, 4u, 1u), CallDay(days[1], 300u, 1u, 1u)))
        val words = CallWords(46u, 31u)
        val sent = CallState(review, CallStage.CodeSent(at("14T02:05:00")))
        return mapOf(
            "call-number" to CallState(review),
            "call-number-refused" to CallState(review, problem = Problem.PhoneMistyped()),
            "call-asked" to CallState(review, CallStage.Asked),
            "call-code" to sent,
            "call-code-wrong" to sent.copy(leftOut = setOf(days[1]), problem = Problem.OtpWrong()),
            "call-left-out" to sent.copy(leftOut = days.toSet()),
            "call-sending" to CallState(review, CallStage.Sending(words)),
            "call-arrived" to CallState(null, CallStage.Arrived(words, at("14T09:00:00"))),
        ).mapValues { language.callCard(it.value, acts) }
    }

    private fun status(language: Language): Map<String, List<Part>> {
        val whole = Coverage(14u, 14u, emptyList())
        val gaps = Coverage(14u, 12u, listOf(Gap(days[0], 660u, 10u), Gap(days[1], 0u, 120u)))
        val troubles = listOf(Trouble.SERVER_UNREACHABLE, Trouble.NOBODY_HEARD)
        val checked = at("14T02:00:00")
        val needs = listOf("permission-bluetooth", "permission-notifications", "battery-exemption")
        val maker = Need(language.say("autostart-xiaomi"), {}, {})
        return mapOf(
            "problem" to language.problemCard(Problem.WrongStoreKey()),
            "needs" to language.needsCard(needs.map { Need(language.say(it), {}) }),
            "needs-maker" to language.needsCard(listOf(maker)),
        ) + mapOf(
            "status-working" to Status(false, emptyList(), emptyList(), checked, whole),
            "status-blocked" to Status(false, listOf(Blocked.BLUETOOTH_OFF), troubles, null, gaps),
            "status-paused" to Status(true, emptyList(), emptyList(), checked, whole),
        ).mapValues { language.statusCard(it.value, {}, {}) }
    }

    private fun visits(language: Language): Map<String, List<Part>> {
        val acts = VisitActs({}, {}, { _, _, _ -> }, { _, _, _ -> }, {}, {}, {}, {})
        val market = visit()
        val open = visit().copy(
            id = 2, place = "Trạm y tế phường 1", day = days[1], enter = at("13T01:00:00"), leave = at("13T02:30:00"),
            isOpen = true, leaveIsEstimated = true,
        )
        val byHand = visit().copy(
            id = 3, place = "Bến xe Đà Lạt", day = days[1], enter = at("13T00:10:00"), leave = at("13T00:40:00"), byHand = true,
            edited = true,
        )
        val list = listOf(VisitedDate(days[1], listOf(byHand, open)), VisitedDate(days[0], listOf(market)))
        val wrong = language.say("visit-not-a-time", "text" to "08:30")
        return mapOf(
            "visits-none" to VisitsState(),
            "visits" to VisitsState(list),
            "visits-link" to VisitsState(list, code = "https://example.gov.vn/p#AbC"),
            "visit-entered" to language.scanned(Scanned.Entered(open), list),
            "visit-refused" to language.scanned(Scanned.Refused(ScanRefused.NOT_SIGNED), emptyList()),
            "visit-add" to VisitsState(list, form = VisitForm.Add),
            "visit-edit" to VisitsState(list, form = VisitForm.Edit(market)),
            "visit-edit-wrong" to VisitsState(list, wrong, false, VisitForm.Edit(market)),
            "visit-delete" to VisitsState(list, form = VisitForm.Delete(market)),
        ).mapValues { language.visitsCard(it.value, acts) }
    }

    private fun logs(language: Language): Map<String, List<Part>> {
        val acts = LogActs({}, {}, {}, { _, _ -> }, {}, {})
        val contact = LogContact("Nguyễn Văn An", "+84912345678", 1980u, null)
        val question = LogQuestion(visit(), "Sở Y tế Lâm Đồng", 28u, contact)
        fun entry(direction: LogDirection, standing: LogStanding) =
            LogEntry(1, "Chợ Đà Lạt", direction, at("12T01:00:00"), standing)
        val entries = listOf(entry(LogDirection.IN, LogStanding.WAITING), entry(LogDirection.OUT, LogStanding.ASKED))
        return mapOf(
            "log-nobody" to LogState(),
            "log-contact" to LogState(contact = contact, entries = entries),
            "log-asked-nobody" to LogState(question),
            "log-asked" to LogState(question, contact),
            "log-writing" to LogState(contact = contact, isWriting = true),
            "log-arrived" to LogState(contact = contact, told = LogStage.Arrived(1).said(language)),
            "log-too-late" to LogState(contact = contact, told = LogStage.TooLate(1).said(language), toldGood = false),
        ).mapValues { language.logCard(it.value, acts) }
    }

    private fun reports(language: Language): Map<String, List<Part>> {
        val sent = listOf(
            SentStage.CanBeTakenBack(at("17T02:00:00")), SentStage.Stands, SentStage.TakingBack,
            SentStage.TakenBack(at("15T02:00:00")),
        ).mapIndexed { id, stage ->
            val problem = if (stage == SentStage.TakingBack) Problem.Offline() else null
            SentReport(id.toLong(), at("14T02:00:00"), "Trung tâm Y tế huyện Bảo Lâm", stage, problem)
        }
        val codeActs = CodeActs({}, {}, {})
        val acts = ReviewActs({}, {}, {}, {})
        return mapOf(
            "report-code" to language.codeCard(emptyList(), codeActs),
            "report-code-link" to language.codeCard(emptyList(), codeActs, "ABCDEFGH12345678"),
            "report-sent" to language.codeCard(sent, CodeActs(null, {}, {})),
            "report-checking" to language.waitingCard("report-checking"),
            "report-review" to language.reviewCard(review(emptyList()), acts),
            "report-review-visits" to language.reviewCard(
                review(listOf(ReviewedVisit(visit(), false), ReviewedVisit(visit().copy(id = 2, place = "Bến xe Đà Lạt"), true))),
                acts,
            ),
            "report-accepted" to language.endCard(ReportResult.Accepted(at("15T02:00:00"))) {},
            "report-refused" to language.endCard(ReportResult.Refused(Problem.CodeUsed())) {},
        )
    }

    private fun data(language: Language): Map<String, List<Part>> {
        val meetings = listOf(
            Meeting(at("11T19:00:00"), 600u, Closeness.CLOSE),
            Meeting(at("12T01:30:00"), 20u, Closeness.POSSIBLE),
            Meeting(at("12T02:00:00"), 90u, Closeness.FAR),
            Meeting(at("12T03:00:00"), 60u, Closeness.UNKNOWN),
        )
        val history = listOf(HistoryDay(days[0], meetings, 1u), HistoryDay(days[1], emptyList(), 0u))
        val failed = listOf(
            null, FailedCondition.ReportType, FailedCondition.NotInfectious(-4, -3, null), FailedCondition.TooShort(750.0, 900u),
            FailedCondition.TooUnlikely(0.2, 0.5), FailedCondition.WeakEvidence,
        )
        val reasons = failed.map { Reason("f1-2021-05", days[0], Verdict.NONE, it) }
        val other = Reason("f1-2020-12", days[0], Verdict.NONE, FailedCondition.NotInForce)
        val acts = DataActs({}, {}, {})
        return mapOf(
            "contacts-none" to language.contactsCard(emptyList(), listOf(other), null) {},
            "contacts" to language.contactsCard(history, listOf(other) + reasons, null) {},
            "contacts-shown" to language.contactsCard(history, emptyList(), days[0]) {},
            "map" to language.mapCard {},
            "data" to language.dataCard(null, null, acts),
            "data-moved" to language.dataCard(language.say("move-opened", "time" to intervalsInWords(144, language)), null, acts),
            "data-failed" to language.dataCard(null, Problem.PassphraseTooShort(), acts),
            "data-erase" to language.eraseCard({}, {}),
        )
    }

    /** A warning of 12 May 2021. */
    fun warning() = Warning(
        id = 1, rule = "f1", verdict = Verdict.CLOSE, windowStart = at("12T01:30:00"), firstDay = days[0], lastDay = days[0],
        lastContact = days[0], expectedMinutes = 25.0, probability = 0.8, decree = "5053/QĐ-BYT",
        advice = Advice("advice-f1-quarantine", LocalDate.of(2021, 6, 2), LocalDate.of(2021, 6, 9), "600/CĐ-BCĐ"),
        foundAt = at("14T02:00:00"),
    )

    private fun placeWarning() = PlaceWarning(
        visit = 1, place = "Chợ Lộc Thắng", category = Category.MARKET, enter = at("12T01:40:00"), leave = at("12T02:20:00"),
        from = at("12T01:30:00"), to = at("12T02:30:00"), advice = 0u, foundAt = at("14T02:00:00"),
    )

    /** A visit to a market on 12 May 2021. */
    fun visit() = Visit(
        id = 1, place = "Chợ Lộc Thắng", category = Category.MARKET, unit = "24931", day = days[0], enter = at("12T01:40:00"),
        leave = at("12T02:20:00"), isOpen = false, leaveIsEstimated = false, edited = false, byHand = false, rotating = false,
    )

    /** Two days, of which the second is left out, and today. */
    fun review(visits: List<ReviewedVisit>): Review {
        val starts = listOf(at("11T17:00:00"), at("12T17:00:00"))
        fun span(from: Instant, length: Duration) = Span(from, from + length)
        val today = ReviewedKey(days[1].plusDays(1), span(at("13T17:00:00"), Duration.ofHours(9)), false, true)
        return Review(
            centre = "Trung tâm Y tế huyện Bảo Lâm",
            reportType = ReportType.CONFIRMED_TEST,
            window = span(starts[0], Duration.ofDays(2)),
            days = days.mapIndexed { at, date -> ReviewedDay(date, 3u, 900u, at == 1) },
            keys = starts.mapIndexed { at, day -> ReviewedKey(days[at], span(day, Duration.ofDays(1)), at == 1) } + today,
            intervals = emptyList(),
            leftOut = listOf(span(starts[1], Duration.ofDays(1))),
            visits = visits,
        )
    }
}
