"""URLs of courses and quizzes."""

from django.urls import path

from redcloud.web.member.courses import quizzes, views

urlpatterns = [
    path("study/courses/", views.courses, name="study-courses"),
    path("study/courses/<uuid:uid>/", views.course, name="study-course"),
    path("study/courses/<uuid:uid>/refuse/", views.refuse, name="study-course-refuse"),
    path("study/courses/<uuid:uid>/undo/", views.undo, name="study-course-undo"),
    path("study/quizzes/<uuid:uid>/", quizzes.quiz, name="study-quiz"),
]
