"""传信 What is told to whom: one outbox, one inbox, one module per channel.

Owns     Message, Delivery.
Words    message = what is said to one recipient; delivery = one way of carrying it; carrier = the
         outside service that does; handed over = the carrier has it, nobody knows more yet.
Promises a message is written in the transaction of the deed it tells of; each delivery says where
         it stands and why; nothing is carried twice; who was not reached is on a list.
Doors    `people.tell` chooses the channels; actions above never speak to a carrier. `post` sends,
         a worker carries; carriers report back by `confirm_delivery`.
Keeps    addresses 30 days after the end of a delivery, messages two years, codes a day
         (`forget_old`).
"""
