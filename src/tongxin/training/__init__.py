"""培训 Trained first: courses, lessons, quizzes, batches, and passes that expire.

Owns     Module, ModuleNeed, Course, Lesson, Attachment, Question, Study, Attempt, Batch, Seat,
         Pass.
Words    course, lesson, question, attempt, batch (期), roll-call (点名), pass (合格), renew.
Promises nobody passes themselves: a quiz is marked by the examiner, attendance by somebody else;
         a video counts when it was watched to its end; a pass ends on its day, at the latest;
         a certificate can be checked by anybody, and a revoked one says so at once.
Doors    `passes.passes_of` and `passes.modules_for` tell clearance who may stand where;
         `columns.columns` tells it of everybody at once.
"""
