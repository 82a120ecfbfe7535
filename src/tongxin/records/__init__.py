"""记录 Hours that stand up to anyone's questions: a chained ledger, stars, points, certificates.

Owns     Credit, Book, Link, RuleVersion, MakeUp, Dispute, Evaluation, Finding, StarAward, Reward,
         Redemption, PointMove, Issuer, Series, Certificate.
Words    stint = what the door saw; credit = one line of the ledger; verified hours (信用时数),
         declared hours, make-up (补录), book = what a volunteer's lines add up to, star (星级),
         points (积分), certificate (志愿服务证明), principal (负责人), handler (经办人), finding.
Promises verified hours come from check-in and check-out only, nobody types them; a line is never
         changed or removed, a correction is a new line; every total is the sum of its lines;
         points never fall below nothing; drills leave no trace here; `tongxin records verify`
         finds whatever was changed behind the product's back.
Doors    `actions.credit` takes what the door saw; `hours.recent_minutes` and `hours.hours_of` tell
         who served how long.
"""
