"""URLs of the editors' courses, quizzes and questions."""

from django.urls import path

from redcloud.web.office.courses import questions, quizzes, review, versions, views

urlpatterns = [
    path("library/courses/", views.courses, name="library-courses"),
    path("library/courses/new/", views.new, name="library-course-new"),
    path("library/courses/<uuid:uid>/", views.course, name="library-course"),
    path("library/courses/<uuid:uid>/parts/", views.parts, name="library-course-parts"),
    path("library/courses/<uuid:uid>/state/", views.state, name="library-course-state"),
    path("library/courses/<uuid:uid>/versions/", versions.history, name="library-course-versions"),
    path(
        "library/courses/<uuid:uid>/versions/<int:version_id>/restore/",
        versions.restore,
        name="library-course-version-restore",
    ),
    path("library/items/<uuid:uid>/quiz/", quizzes.of_item, name="library-item-quiz"),
    path("library/courses/<uuid:uid>/quiz/", quizzes.of_course, name="library-course-quiz"),
    path("library/quizzes/<uuid:uid>/", quizzes.quiz, name="library-quiz"),
    path("library/quizzes/<uuid:uid>/order/", quizzes.order, name="library-quiz-order"),
    path("library/quizzes/<uuid:uid>/preview/", quizzes.preview, name="library-quiz-preview"),
    path("library/quizzes/<uuid:uid>/state/", quizzes.state, name="library-quiz-state"),
    path("library/questions/", questions.bank, name="library-questions"),
    path("library/questions/new/", questions.new, name="library-question-new"),
    path("library/questions/<uuid:uid>/", questions.change, name="library-question"),
    path("office/<int:organisation_id>/review/", review.rule, name="office-review"),
]
