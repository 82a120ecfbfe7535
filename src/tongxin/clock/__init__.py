"""时钟 When: work to be done later, work done regularly, and how far long work has come.

Owns     Errand, Schedule, Lease, Beat, Job.
Words    errand = a task sent inside somebody's transaction, carried to the queue once that is
         committed; schedule = a task that recurs; lease = held by one process at a time, for a
         while; beat = a sign of life of a worker or scheduler; job = long work somebody watches.
Promises an errand of a rolled-back transaction is never carried; a killed worker's task is done by
         another; a schedule missed while the machine slept runs once, not once per miss; one
         scheduler acts at a time; a job is seen by its owner alone.
Doors    upper apps send errands and declare schedules; the `worker` and `scheduler` commands run.
"""
