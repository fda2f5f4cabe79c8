package vn.lancan

import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.util.concurrent.CancellationException
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asSharedFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.onSubscription
import kotlinx.coroutines.withContext

/**
 * Proximity tracing for one phone.
 *
 * ```
 * val tracer = Tracer.open(directory, vault, deployment)
 * tracer.start(host)
 * tracer.warnings.collect { warning -> show(warning) }
 * ```
 *
 * Thread-safe. Inside, one thread takes events in turn and executes commands in the order they came, so that hosts may
 * report from any thread. Every method throws [Problem] and nothing else; [said] gives its text for the user.
 */
class Tracer private constructor(private val opened: Engine) : AutoCloseable {
    /** Every use of the core may wait for its lock and for the disk, so it belongs to the worker. */
    private val engine: Engine
        get() {
            BlockingCalls.watcher("the core of Lân Cận")
            return opened
        }
    private val bluetooth = engine.bluetooth()
    private val queue = LinkedBlockingQueue<Runnable>()
    private val worker = ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue) { work ->
        Thread(work, "lancan").apply { isDaemon = true }.also { workerThread = it }
    }

    @Volatile
    private var workerThread: Thread? = null
    private val dispatcher = worker.asCoroutineDispatcher()
    private val sightingsWaiting = AtomicInteger()
    private val started = AtomicBoolean()
    private val closing = AtomicBoolean()

    private val currentStatus = MutableStateFlow(engine.status())
    private val currentReport = MutableStateFlow<ReportStage?>(null)
    private val currentCall = MutableStateFlow<CallStage?>(null)
    private val freshLog =
        MutableSharedFlow<LogStage>(extraBufferCapacity = 16, onBufferOverflow = BufferOverflow.DROP_OLDEST)
    private val freshDeclaring = MutableSharedFlow<DeclaringStage>(extraBufferCapacity = 64)
    private val currentFailure = MutableStateFlow<Problem?>(null)
    private val freshWarnings =
        MutableSharedFlow<WarningNotice>(extraBufferCapacity = 64, onBufferOverflow = BufferOverflow.DROP_OLDEST)
    private val freshSentReports =
        MutableSharedFlow<SentReport>(extraBufferCapacity = 16, onBufferOverflow = BufferOverflow.DROP_OLDEST)
    private val freshPlaceWarnings =
        MutableSharedFlow<PlaceNotice>(extraBufferCapacity = 64, onBufferOverflow = BufferOverflow.DROP_OLDEST)

    // Touched by the worker alone.
    private var host: Host? = null
    private var waiter: CompletableDeferred<ReportStage>? = null
    private var turnsSinceTimer = 0

    /** Whether tracing works, and what stands in its way. */
    val status: StateFlow<Status> = currentStatus.asStateFlow()

    /** How the latest report of this process goes; null before the first. */
    val report: StateFlow<ReportStage?> = currentReport.asStateFlow()

    /** How the call goes that the user asked for; null before anything was heard of one in this process. */
    val call: StateFlow<CallStage?> = currentCall.asStateFlow()

    /** What becomes of each entry of a visitor log. */
    val logStages: SharedFlow<LogStage> = freshLog.asSharedFlow()

    /** How declaring goes: the forms, signing in, and what becomes of each declaration. */
    val declaring: SharedFlow<DeclaringStage> = freshDeclaring.asSharedFlow()

    /** Why tracing has stopped, after a fault inside the core: close this tracer and open it again. Normally null. */
    val failure: StateFlow<Problem?> = currentFailure.asStateFlow()

    /**
     * Every warning that the user has not put away, then each change: new, graver, lower, withdrawn, expired; no change
     * twice. What comes later of the same [Warning.id] takes the place of what came before. Never ends.
     */
    val warnings: Flow<WarningNotice> = flow {
        val last = HashMap<Long, WarningNotice>()
        freshWarnings
            .onSubscription { keptWarnings().asReversed().filterNot { it.dismissed }.forEach { emit(it.asNotice()) } }
            .filter { last.put(it.warning.id, it) != it }
            .collect { emit(it) }
    }

    /** Each change of a warning of a place, new or withdrawn, from now on; [placeWarnings] has those of before. Never ends. */
    val placeNotices: Flow<PlaceNotice> = freshPlaceWarnings.asSharedFlow()

    /** Each change of a report that is taken back, and each try that failed, from now on; [sentReports] has all. Never ends. */
    val sentReportNotices: Flow<SentReport> = freshSentReports.asSharedFlow()

    /**
     * Starts tracing on this host, once.
     *
     * @throws Problem.Conflict when it was started before
     */
    fun start(host: Host) {
        if (!started.compareAndSet(false, true)) throw Problem.Conflict()
        submit {
            this.host = host
            host.start(bluetooth, ::post)
        }
    }

    /**
     * Begins a report with the officer's code, as the user typed it, and waits until the server accepts it.
     * Cancelling forgets the code.
     *
     * @throws Problem.CodeMistyped and the other code problems
     * @throws Problem.Offline when the server cannot be reached
     */
    suspend fun enterCode(code: String): Report {
        val stage = awaitStage(forgetWhenCancelled = true) { engine.enterCode(it, code) }
        if (stage is ReportStage.Failed) throw stage.problem
        return Report(this)
    }

    /** The report whose review is open, also after a restart of the app; null when there is none. */
    suspend fun openReport(): Report? = if (inTurn { reportStage() } is ReportStage.Review) Report(this) else null

    /** The reports that the server has, newest first: when each was sent, and whether it can be taken back. */
    suspend fun sentReports(): List<SentReport> = inTurn { sentReports() }

    /**
     * Takes a sent report back. It takes minutes and goes on after a restart; how it ends is in [sentReportNotices].
     *
     * @throws Problem.NothingToDo where this phone cannot take it back any more
     * @throws Problem.Conflict while it is being taken back
     */
    suspend fun withdraw(report: SentReport) = command { engine.withdraw(it, report.id) }

    /** The user's encounters of the last [days] days, oldest first: when, how long, how close, and never with whom. */
    suspend fun history(days: Int = 21): List<HistoryDay> = timed {
        engine.history(it, days.toUInt())
    }

    /**
     * Why each case that this phone heard is a contact or none: for every contact rule the condition that failed, and by how
     * much ([said]). The oldest day comes first. Each case is judged alone here; in a warning minutes near several add up.
     */
    suspend fun reasons(): List<Reason> = inTurn { reasons() }

    /**
     * What this phone heard of published cases, day by day, oldest first: windows of at most 30 minutes, and the day's sum by the
     * rules' scores. What follows for the user is in [keptWarnings], and why or why not in [reasons].
     */
    suspend fun exposures(): List<ExposureDay> = inTurn { exposures() }

    /** Watches from now on whether the host keeps its contract: for debug builds, before [start]. */
    suspend fun watchHost(): Unit = inTurn { watchHost() }

    /** The demands of the contract of hosts that this host did not keep, each once; none without [watchHost]. */
    suspend fun breaches(): List<BreachSeen> = inTurn { breaches() }

    /** Everything this phone knows, as JSON, for its owner. */
    suspend fun ownData(): String = timed { engine.ownData(it) }

    /** Every warning kept on this phone, newest first, also those that the user has put away. */
    suspend fun keptWarnings(): List<StoredWarning> = inTurn { warnings() }

    /**
     * Makes an encrypted file that takes this phone's memory to a new phone. Keys still in use stay: two phones must
     * never send the same identifiers. Takes a second or two: a passphrase is slow to try.
     *
     * @throws Problem.PassphraseTooShort for fewer than ten characters
     */
    suspend fun sealTransfer(passphrase: String): ByteArray =
        timed { engine.sealTransfer(it, passphrase) }

    /**
     * Takes in what an old phone's file holds, beside what is here. Taking in a file twice changes nothing more.
     *
     * @throws Problem.PassphraseWrong when the passphrase is another, or the file is damaged: the two look alike
     * @throws Problem.FileInvalid when the file is not a transfer file
     */
    suspend fun openTransfer(file: ByteArray, passphrase: String): Transferred =
        inTurn { openTransfer(file, passphrase) }

    /**
     * Seals everything on this phone under a fresh key, which the vault keeps in place of the key before it: what the
     * flash memory still holds of old copies cannot be read any more.
     *
     * @return how many damaged blocks and values could not be read and were deleted
     */
    suspend fun changeKey(): Int = inTurn { changeKey().toInt() }

    /** What asking to be called about a warning would tell the health authority. Nothing is sent by looking. */
    suspend fun callReview(warning: Warning): CallReview = inTurn { callReview(warning.id) }

    /**
     * Asks for a one-time password by SMS, for a call about a warning. How it goes is in [call].
     *
     * @throws Problem.PhoneMistyped when [phone] is no telephone number
     */
    suspend fun askForPassword(warning: Warning, phone: String, language: Language) =
        command { engine.askForPassword(it, warning.id, phone, tagOf(language)) }

    /**
     * Asks the health authority to call, with the password that came by SMS and without the days in [leftOut]. It is sent
     * until it arrives, also after a restart; the words that a true officer says first are in [call].
     *
     * @throws Problem.OtpWrong when [password] is not six digits
     */
    suspend fun callMe(
        password: String,
        leftOut: List<LocalDate>,
        keys: Boolean,
        encounters: Boolean,
        language: Language,
    ) {
        val consent = ConsentGiven(keys, encounters, consentTextVersion(), tagOf(language))
        command { engine.callMe(it, password, leftOut, consent) }
    }

    /** Where a call stands, also after a restart, with the words that a true officer says first; null where nobody is to call. */
    suspend fun callStage(): CallStage? = inTurn { callStage() }

    /** The [Warning.id] of the warning that the call is about; null where nobody is to call. */
    suspend fun calledAbout(): Long? = inTurn { calledAbout() }

    /**
     * Takes the wish to be called back before it is sent, or puts away one that has arrived.
     *
     * @throws Problem.Conflict while it is being sent
     */
    suspend fun cancelCall() {
        inTurn { cancelCall() }
        currentCall.value = null
    }

    /** Puts a warning away. */
    suspend fun dismiss(warning: Warning) {
        inTurn { dismissWarning(warning.id) }
    }

    /**
     * Takes the text of a QR code that the camera read: enters a place, or leaves one. Nothing is sent, and nothing is kept of
     * a code that is not a place's. At a place that must list its visitors the user is asked first: [Scanned.LogAsked].
     */
    suspend fun scanPlace(text: String): Scanned = timed { engine.scanPlace(it, text) }

    /**
     * Adds a visit by hand: the text of the place's code, and when the user was there.
     *
     * @throws Problem.RequestInvalid for times in the future or a day that the code does not know
     */
    suspend fun addVisit(text: String, enter: Instant, leave: Instant): Scanned =
        timed { engine.addVisit(it, text, enter, leave) }

    /**
     * Corrects when the user was at a place.
     *
     * @throws Problem.RequestInvalid for times in the future or more than a day from the scan
     */
    suspend fun editVisit(visit: Visit, enter: Instant, leave: Instant): Visit =
        timed { engine.editVisit(it, visit.id, enter, leave) }

    /** Deletes a visit, with the warning that rests on it. */
    suspend fun deleteVisit(visit: Visit) {
        timed { engine.deleteVisit(it, visit.id) }
    }

    /** The visits by day, the newest day first. */
    suspend fun visits(): List<VisitedDate> = inTurn { visits() }

    /** Every warning of a place kept on this phone, newest first, also those that the user has put away. */
    suspend fun placeWarnings(): List<StoredPlaceWarning> = inTurn { placeWarnings() }

    /** Puts the warning of a place away. */
    suspend fun dismiss(warning: PlaceWarning) {
        inTurn { dismissPlaceWarning(warning.visit) }
    }

    /** Who the user is, as entries of visitor logs say it; null where the user has not said. */
    suspend fun logContact(): LogContact? = inTurn { logContact() }

    /**
     * Keeps who the user is, for entries of visitor logs. Nothing is sent by this.
     *
     * @throws Problem.PhoneMistyped when the number is none
     * @throws Problem.RequestInvalid for a name, a year or a unit that is none
     */
    suspend fun setLogContact(contact: LogContact) =
        timed { engine.setLogContact(it, contact) }

    /** Forgets who the user is. What was agreed to and waits already is still sent. */
    suspend fun forgetLogContact() = timed { engine.forgetLogContact(it) }

    /**
     * The user agrees to be listed at the place of a visit: this entering, and the leaving when its code is scanned. How it goes
     * is in [logStages].
     *
     * @param companions how many come along without a code of their own
     * @throws Problem.NothingToDo where the user has not said who they are
     */
    suspend fun agreeToLog(visit: Visit, companions: UByte = 0u) =
        command { engine.agreeToLog(it, visit.id, companions) }

    /** The user does not want to be listed by this phone. Nothing is sent; the visit stays on the phone. */
    suspend fun declineLog(visit: Visit) {
        timed { engine.declineLog(it, visit.id) }
    }

    /** Whether entries prove the user's number: they showed it by a password to declare, within the last 90 days. */
    suspend fun logNumberIsCertified(): Boolean = inTurn { logNumberIsCertified() }

    /**
     * The user's code for a checker's device, drawn for now; it is drawn again after 30 seconds. Whose it is follows to the
     * server once for each card, sealed to the opener of [PersonCode.province].
     *
     * @throws Problem.NothingToDo where the user has not said who they are
     */
    suspend fun personCode(): PersonCode = timed { engine.personCode(it) }

    /** Two digits of the province in which the user's code leads to who they are; null where none is known. */
    suspend fun codeProvince(): String? = inTurn { codeProvince() }

    /**
     * Keeps in which province the user shows their code.
     *
     * @param region two digits; null: the province of the place that they visited last
     * @throws Problem.RequestInvalid for what is not two digits of a province
     */
    suspend fun setCodeProvince(region: String?) =
        timed { engine.setCodeProvince(it, region) }

    /** Entries of visitor logs that are still on this phone: those that are asked about, and those that wait. */
    suspend fun logEntries(): List<LogEntry> = inTurn { logEntries() }

    /** Fetches the authority's forms of declarations; those that are here stay until others have come. */
    suspend fun fetchForms() = command { engine.fetchForms(it) }

    /** The forms that can be answered, with what was declared today for [person]; null: for the user. */
    suspend fun declarationForms(person: DeclarationPerson? = null): List<DeclarationForm> =
        timed { engine.declarationForms(it, person?.id) }

    /**
     * Adds a person for whom the user declares: a child, or somebody without a telephone.
     *
     * @param consent they agree, or the user is the child's parent or guardian
     * @throws Problem.RequestInvalid for a name or year that nobody has, and without consent
     */
    suspend fun addDeclarationPerson(
        name: String,
        birthYear: Int,
        relation: Relation,
        phone: String? = null,
        consent: Boolean,
    ): Long = timed {
        engine.addDeclarationPerson(it, name, birthYear, relation, phone, consent)
    }

    /**
     * Corrects what is written of a person. Later forms begin with it; what the server knows of the person stays.
     *
     * @throws Problem.RequestInvalid for a name or year that nobody has
     * @throws Problem.PhoneMistyped when [phone] is no telephone number
     */
    suspend fun change(
        person: DeclarationPerson,
        name: String,
        birthYear: Int,
        relation: Relation,
        phone: String? = null,
    ) = timed {
        engine.changeDeclarationPerson(it, person.id, name, birthYear, relation, phone)
    }

    /** What is known of [person], as the questions that forms ask about persons; null: of the user. None is about health. */
    suspend fun declarationProfile(person: DeclarationPerson? = null): List<DeclarationQuestion> =
        inTurn { declarationProfile(person?.id) }

    /** Writes what is known of [person]; later forms begin with it. What is wrong comes back, and what was known stays. */
    suspend fun answerDeclarationProfile(
        person: DeclarationPerson?,
        question: DeclarationQuestion,
        words: List<String>,
    ): List<AnswerRefused> = timed {
        engine.answerDeclarationProfile(it, person?.id, question.linkId, question.time, words)
    }

    /** Forgets a person with everything that was declared for them on this phone; the server keeps what it has. */
    suspend fun remove(person: DeclarationPerson) {
        timed { engine.removeDeclarationPerson(it, person.id) }
    }

    /** The persons for whom the user declares. */
    suspend fun declarationPersons(): List<DeclarationPerson> = inTurn { declarationPersons() }

    /**
     * Begins to fill in a form, or goes on with the draft that there is: returns the draft. What is known of the person is
     * written already, never their health.
     *
     * @throws Problem.NotFound where there is no such form, person or declaration of entry
     */
    suspend fun beginDeclaration(
        form: String,
        person: DeclarationPerson? = null,
        journeyOf: MadeDeclaration? = null,
    ): Long = timed { engine.beginDeclaration(it, form, person?.id, journeyOf?.id) }

    /** The forms that are being filled in. */
    suspend fun declarationDrafts(): List<DeclarationDraft> = inTurn { declarationDrafts() }

    /** Drops a draft. */
    suspend fun deleteDeclarationDraft(draft: Long) {
        timed { engine.deleteDeclarationDraft(it, draft) }
    }

    /** The items of a draft that are asked by the answers so far, with what was answered. */
    suspend fun declarationQuestions(draft: Long): List<DeclarationQuestion> = inTurn { declarationQuestions(draft) }

    /** Answers a question of a draft. What is wrong comes back, and the draft stays as it was. */
    suspend fun answerDeclaration(
        draft: Long,
        question: DeclarationQuestion,
        words: List<String>,
    ): List<AnswerRefused> = timed {
        engine.answerDeclaration(it, draft, question.linkId, question.time, words)
    }

    /** What is wrong or missing in a draft, or how urgent it is: by the same code as the server's. */
    suspend fun checkDeclaration(draft: Long): DeclarationCheck = inTurn { checkDeclaration(draft) }

    /**
     * Declares what a draft says. It is sent as soon as the user has signed in and there is a network, also after a restart.
     *
     * @param replaces it takes the place of what was declared today
     * @throws Problem.RequestInvalid while something is wrong or missing
     * @throws Problem.Conflict where the form was answered today and this does not replace it
     */
    suspend fun declare(draft: Long, replaces: Boolean = false) = command { engine.declare(it, draft, replaces) }

    /**
     * Declares that nothing changed since yesterday.
     *
     * @throws Problem.NothingToDo where yesterday's is not there or was not green, or today was declared already
     */
    suspend fun declareSame(form: String, person: DeclarationPerson? = null) =
        command { engine.declareSame(it, form, person?.id) }

    /** The declarations of this phone with their gate passes, the newest first. */
    suspend fun declarations(): List<MadeDeclaration> = inTurn { declarations() }

    /** The questions of a declaration that were answered. */
    suspend fun declaredAnswers(declaration: MadeDeclaration): List<DeclarationQuestion> =
        inTurn { declaredAnswers(declaration.id) }

    /** With whose number declarations are sent; null where no number was given. */
    suspend fun declaringSession(): DeclaringSession? = inTurn { declaringSession() }

    /**
     * Asks for a one-time password by SMS, with which declarations are sent. How it goes is in [declaring].
     *
     * @throws Problem.PhoneMistyped when [phone] is no telephone number
     */
    suspend fun askToDeclare(phone: String, language: Language) =
        command { engine.askToDeclare(it, phone, tagOf(language)) }

    /**
     * Shows the password that came by SMS.
     *
     * @throws Problem.OtpWrong when [password] is not six digits
     */
    suspend fun signInToDeclare(password: String) = command { engine.signInToDeclare(it, password) }

    /** Forgets the number and its session. What waits goes on waiting. */
    suspend fun signOutOfDeclaring() = timed { engine.signOutOfDeclaring(it) }

    /** Asks the authority's server now whether there is anything new. */
    suspend fun checkNow() = command { engine.checkNow(it) }

    /** Stops tracing until [resume]; the store stays open and warnings go on. */
    suspend fun pause() = command { engine.pause(it) }

    /** Resumes tracing. */
    suspend fun resume() = command { engine.resume(it) }

    /** Erases everything this phone knows: keys, encounters, warnings. Tracing goes on with new keys. */
    suspend fun erase() = command { engine.erase(it) }

    /**
     * Writes what is in memory, ends the host's work and closes the store. Returns when that is done, or after
     * ten seconds, so not for Android's main thread; from within a host's method it returns at once, and it is done after that
     * method. Closing twice does no harm.
     */
    override fun close() {
        val last = {
            val host = host
            this.host = null
            waiter?.cancel()
            try {
                engine.close(host?.now() ?: systemNow())
            } finally {
                host?.close()
                engine.destroy()
            }
        }
        if (closing.compareAndSet(false, true)) {
            submit(last)
            worker.shutdown()
        }
        if (Thread.currentThread() === workerThread) return
        BlockingCalls.watcher("Tracer.close")
        worker.awaitTermination(10, TimeUnit.SECONDS)
    }

    internal suspend fun sendReport(consent: ConsentGiven): ReportStage =
        awaitStage(forgetWhenCancelled = false) { engine.send(it, consent) }

    /** Waits until every event was taken, also those that came of taking others: for tests, whose time stands still meanwhile. */
    suspend fun settle() {
        while (inTurn { queue.isNotEmpty() }) Thread.onSpinWait()
    }

    /** Runs a call that answers at once. */
    internal suspend fun <T> inTurn(call: Engine.() -> T): T = onWorker { engine.call() }

    private fun tagOf(language: Language) = if (language == Language.ENGLISH) "en" else "vi"

    private suspend fun command(call: (Now) -> List<Command>) = onWorker {
        val host = host ?: throw Problem.NothingToDo()
        execute(acted(host, call))
        currentStatus.value = engine.status()
    }

    /** What the core commands for an act; after one that is refused the host is told of the timer, too. */
    private fun acted(host: Host, call: (Now) -> List<Command>): List<Command> =
        try {
            call(host.now())
        } catch (refused: Problem) {
            execute(emptyList())
            throw refused
        }

    /** Runs a call that needs the time and gives no commands; the host is told of the timer after it. */
    private suspend fun <T> timed(call: (Now) -> T): T = onWorker {
        try {
            call(host?.now() ?: systemNow())
        } finally {
            execute(emptyList())
        }
    }

    private suspend fun awaitStage(forgetWhenCancelled: Boolean, call: (Now) -> List<Command>): ReportStage {
        val answered = CompletableDeferred<ReportStage>()
        try {
            onWorker {
                val host = host ?: throw Problem.NothingToDo()
                val commands = acted(host, call)
                waiter?.cancel()
                waiter = answered
                execute(commands)
            }
            return answered.await()
        } catch (cancelled: CancellationException) {
            withContext(NonCancellable) {
                onWorker {
                    if (waiter === answered) {
                        waiter = null
                        if (forgetWhenCancelled) engine.cancelReport()
                    }
                }
            }
            throw cancelled
        }
    }

    private suspend fun <T> onWorker(call: () -> T): T {
        if (worker.isShutdown) throw Problem.Unavailable()
        return withContext(dispatcher) { call() }
    }

    /** Takes an event from any thread. Sightings beyond what the worker can take are dropped, nothing else is. */
    private fun post(event: Event) {
        val sighting = event is Event.Radio && event.event is RadioEvent.Sighted
        if (sighting && sightingsWaiting.incrementAndGet() > MOST_SIGHTINGS_WAITING) {
            sightingsWaiting.decrementAndGet()
            return
        }
        submit {
            if (sighting) sightingsWaiting.decrementAndGet()
            val host = host ?: return@submit
            try {
                execute(engine.handle(host.now(), event), timer = !sighting || queue.isEmpty())
            } catch (problem: Problem) {
                currentFailure.value = problem
            }
        }
    }

    private fun submit(work: () -> Unit): Boolean =
        try {
            worker.execute(work)
            true
        } catch (_: RejectedExecutionException) {
            false
        }

    private fun execute(commands: List<Command>, timer: Boolean = true) {
        val host = host ?: return
        for (command in commands) {
            when (command) {
                is Command.Radio -> host.execute(command.command)
                is Command.Http -> host.send(command.request)
                is Command.Notify -> notify(command.notice)
            }
        }
        turnsSinceTimer += 1
        if (timer || turnsSinceTimer >= TURNS_BETWEEN_TIMERS) {
            turnsSinceTimer = 0
            host.wakeAt(engine.nextWake())
        }
    }

    private fun notify(notice: Notice) {
        when (notice) {
            is Notice.Warned -> freshWarnings.tryEmit(notice.notice)
            is Notice.WarnedOfPlace -> freshPlaceWarnings.tryEmit(notice.notice)
            is Notice.StatusChanged -> currentStatus.value = notice.status
            is Notice.Call -> currentCall.value = notice.stage
            is Notice.Declaring -> freshDeclaring.tryEmit(notice.stage)
            is Notice.VisitorLog -> freshLog.tryEmit(notice.stage)
            is Notice.Withdrawal -> freshSentReports.tryEmit(notice.report)
            is Notice.Report -> {
                currentReport.value = notice.stage
                if (notice.stage.isAnswer) {
                    waiter?.complete(notice.stage)
                    waiter = null
                }
            }
        }
        host?.show(notice)
    }

    companion object {
        private const val MOST_SIGHTINGS_WAITING = 4_096
        private const val TURNS_BETWEEN_TIMERS = 64

        /**
         * Opens this phone's store, which is made where there is none. It reads files and asks the vault, which takes a
         * while: the work is done on [Dispatchers.IO], so that the caller's thread is free, Android's main one too. The library
         * and its texts are read there as well, also where opening fails: from then on [say] and [said] wait for nothing.
         *
         * @param directory for this app alone, not backed up
         * @param vault keeps the key that seals the store
         * @param deployment the JSON of the authority's server at `/v1/deployment`, shipped with the app
         * @throws Problem.WrongStoreKey when the vault's key is another one
         * @throws Problem.StoreBusy when another process has it open
         */
        suspend fun open(directory: File, vault: KeyVault, deployment: String): Tracer {
            var opened: Tracer? = null
            try {
                // Whoever stops waiting gets no tracer, and none must stay behind with the store's lock.
                withContext(Dispatchers.IO) {
                    readTexts()
                    opened = Tracer(Engine.open(directory.path, deployment, vault))
                }
            } catch (cancelled: CancellationException) {
                withContext(NonCancellable + Dispatchers.IO) { opened?.close() }
                throw cancelled
            }
            return checkNotNull(opened)
        }
    }
}

/** Whether somebody who waits for the report has an answer with this. */
private val ReportStage.isAnswer: Boolean
    get() = when (this) {
        is ReportStage.Checking, is ReportStage.Sending -> false
        is ReportStage.Review, is ReportStage.Accepted, is ReportStage.Failed -> true
    }

private fun systemNow() = Now(Instant.now(), Duration.ofNanos(System.nanoTime()))
