"""The demo: a believable, plainly synthetic province in the data folder, through the product's own ways.

In: ``engine.simulate`` and the study items in ``library``. Out: rows of the apps, statements through the
one records pipeline, portraits, a release, suggestions and plans; and five people to sign in as.
"""
