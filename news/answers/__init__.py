"""How a question about stories is read, looked up, answered and shown: the workshop of the verb `answer`.

`values` says what the others hand each other. The modules here decide; rows, models and messages are for `news.answer`.
"""
