from __future__ import annotations

import pytest

from local.rekognition.models.taxonomy import Taxonomy

ANIMALS = Taxonomy(
    labels=("Siamese", "Poodle"),
    parents={"Siamese": ["Cat"], "Cat": ["Pet", "Mammal"], "Pet": ["Animal"], "Mammal": ["Animal"]},
    categories={"Animal": "Animals and Pets", "Poodle": "Dogs"},
)


def test_ancestors_are_all_above_it_the_nearest_first_and_each_once():
    assert ANIMALS.ancestors("Siamese") == ("Cat", "Pet", "Mammal", "Animal")
    assert ANIMALS.ancestors("Poodle") == ()


def test_a_category_is_its_own_or_that_of_what_it_is_a_kind_of():
    assert ANIMALS.category("Poodle") == "Dogs"
    assert ANIMALS.category("Siamese") == "Animals and Pets"
    assert Taxonomy().category("anything") is None


@pytest.mark.parametrize("parents", [{"a": ["a"]}, {"a": ["b"], "b": ["c"], "c": ["a"]}])
def test_nothing_is_above_itself(parents):
    with pytest.raises(ValueError, match="its own ancestor"):
        Taxonomy(parents=parents).ancestors("a")


def test_a_circle_further_up_ends():
    assert Taxonomy(parents={"a": ["b"], "b": ["c"], "c": ["b"]}).ancestors("a") == ("b", "c")
