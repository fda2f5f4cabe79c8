package vn.lancan.android

import android.app.Service
import android.app.job.JobParameters
import org.robolectric.Robolectric
import org.robolectric.shadow.api.Shadow

/** The system runs the job. */
internal object ReviveJobs {
    fun run(): Service {
        val job = Robolectric.buildService(ReviveJob::class.java).create().get()
        job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java))
        return job
    }
}
