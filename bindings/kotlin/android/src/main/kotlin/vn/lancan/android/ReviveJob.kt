package vn.lancan.android

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import java.time.Duration

/**
 * The net below alarms and the foreground service: every quarter of an hour, as far as the system lets jobs run, also
 * after the device's restart. A process that was killed begins again for it, and with it tracing; one whose alarms were
 * dropped is woken.
 */
class ReviveJob : JobService() {
    override fun onStartJob(parameters: JobParameters): Boolean {
        TracingService.start(this)
        Running.host?.poke()
        return false
    }

    override fun onStopJob(parameters: JobParameters): Boolean = false

    internal companion object {
        const val ID = 0x4E58
        private val EVERY = Duration.ofMillis(JobInfo.getMinPeriodMillis())

        /** Has it run from now on; one that is scheduled keeps its turn. */
        fun schedule(context: Context) {
            val jobs = context.getSystemService(JobScheduler::class.java) ?: return
            if (jobs.getPendingJob(ID) != null) return
            val job = JobInfo.Builder(ID, ComponentName(context, ReviveJob::class.java))
                .setPeriodic(EVERY.toMillis())
                .setPersisted(true)
                .build()
            jobs.schedule(job)
        }

        /** Has it run no more. */
        fun cancel(context: Context) {
            context.getSystemService(JobScheduler::class.java)?.cancel(ID)
        }
    }
}
