"""What the reading asks and assumes: one question per doubt, with the rows it concerns, and the list of guesses."""

import hashlib
from collections.abc import Mapping, Sequence

from bihuan.platform.ledgers.reading.columns import Topic
from bihuan.platform.ledgers.reading.outcomes import Guess, Option, Question

ROWS_SHOWN = 20
GUESSES_KEPT = 10_000
QUESTIONS_KEPT = 2_000


class Inquiry:
    """Collects questions and guesses of one reading; the same file with the same ledger asks with the same ids."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self.questions: dict[str, Question] = {}
        self.guesses: list[Guess] = []
        self.guess_count = 0

    def answer(self, topic: Topic, scope: str, subject: str) -> str | None:
        """What was answered to this question, None when nothing was."""
        if not self._answers:
            return None
        return self._answers.get(question_id(topic, scope, subject))

    def ask(
        self,
        topic: Topic,
        text: str,
        options: Sequence[Option],
        guess: str,
        *,
        scope: str,
        subject: str,
        sheet: str = "",
        column: str = "",
        letter: str = "",
        row: int = 0,
    ) -> Question:
        """The question with this topic, scope and subject, made when it is new; `row` is added to its rows."""
        identity = question_id(topic, scope, subject)
        question = self.questions.get(identity)
        if question is None:
            question = Question(
                identity,
                topic,
                text,
                tuple(options),
                guess,
                sheet,
                column,
                letter,
                subject,
                answered=identity in self._answers,
            )
            if len(self.questions) < QUESTIONS_KEPT:
                self.questions[identity] = question
        if row:
            _add_row(question, row)
        return question

    def count(self, question: str, row: int) -> None:
        """Add a row to the rows that a question concerns."""
        if question in self.questions:
            _add_row(self.questions[question], row)

    def guess(self, question: str, sheet: str, row: int, column: str, raw: str, taken: str, reason: str) -> Guess:
        """Note that a value was taken without being certain; the list keeps the first ten thousand, `guess_count` all."""
        made = Guess(question, sheet, row, column, raw, taken, reason)
        self.guess_count += 1
        if len(self.guesses) < GUESSES_KEPT:
            self.guesses.append(made)
        return made


def _add_row(question: Question, row: int) -> None:
    question.row_count += 1
    if len(question.rows) < ROWS_SHOWN:
        question.rows.append(row)


def question_id(topic: Topic, scope: str, subject: str) -> str:
    """A short stable id."""
    return f"{topic}-{hashlib.sha256(f'{topic}|{scope}|{subject}'.encode()).hexdigest()[:12]}"
