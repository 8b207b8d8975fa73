"""Stage study: tables. In: editors' content, the engine's choices. Out: rows that queries read."""

from redcloud.apps.study.models.course_sending import (
    CourseAsk,
    CourseRefusal,
    CourseSuggestion,
    CourseVersion,
)
from redcloud.apps.study.models.courses import MOST_PARTS, Course, CoursePart
from redcloud.apps.study.models.files import MOST_FILES, FileKind, ItemFile
from redcloud.apps.study.models.imports import LibraryImport
from redcloud.apps.study.models.item_versions import ItemVersion, VersionState
from redcloud.apps.study.models.launches import Launch, Mode, PackageAccount, Registration
from redcloud.apps.study.models.library import ContentLanguage, Item, ItemState, Licence
from redcloud.apps.study.models.packages import Package, PackageFile, PackageVersion
from redcloud.apps.study.models.plans import (
    BranchPlan,
    FigureKind,
    PlanEntry,
    PlanUndo,
    StudyAsk,
    StudyFigure,
    StudyWish,
)
from redcloud.apps.study.models.quizzes import (
    MOST_QUESTIONS,
    KeptAnswers,
    Kind,
    Question,
    Quiz,
    QuizQuestion,
    QuizVersion,
)
from redcloud.apps.study.models.review import ReviewRule
from redcloud.apps.study.models.sending import ModelVersion, Refusal, Suggestion
from redcloud.apps.study.models.words import CourseWords, ItemWords, QuestionWords

__all__ = [
    "MOST_FILES",
    "MOST_PARTS",
    "MOST_QUESTIONS",
    "BranchPlan",
    "ContentLanguage",
    "Course",
    "CourseAsk",
    "CoursePart",
    "CourseRefusal",
    "CourseSuggestion",
    "CourseVersion",
    "CourseWords",
    "FigureKind",
    "FileKind",
    "Item",
    "ItemFile",
    "ItemState",
    "ItemVersion",
    "ItemWords",
    "KeptAnswers",
    "Kind",
    "Launch",
    "LibraryImport",
    "Licence",
    "Mode",
    "ModelVersion",
    "Package",
    "PackageAccount",
    "PackageFile",
    "PackageVersion",
    "PlanEntry",
    "PlanUndo",
    "Question",
    "QuestionWords",
    "Quiz",
    "QuizQuestion",
    "QuizVersion",
    "Refusal",
    "Registration",
    "ReviewRule",
    "StudyAsk",
    "StudyFigure",
    "StudyWish",
    "Suggestion",
    "VersionState",
]
