//! It does what a B-tree does.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, u16),
    GetOrInsert(u8, u16),
    Remove(u8),
    PopFirst,
    PopLast,
    RetainEven,
    Change(u8, u16),
    Extend(Vec<(u8, u16)>),
    Clear,
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0_u8..12;
    prop_oneof![
        8 => (key.clone(), any::<u16>()).prop_map(|(key, value)| Step::Insert(key, value)),
        4 => (key.clone(), any::<u16>()).prop_map(|(key, value)| Step::GetOrInsert(key, value)),
        4 => key.clone().prop_map(Step::Remove),
        2 => Just(Step::PopFirst),
        2 => Just(Step::PopLast),
        1 => Just(Step::RetainEven),
        4 => (key.clone(), any::<u16>()).prop_map(|(key, value)| Step::Change(key, value)),
        2 => prop::collection::vec((key, any::<u16>()), 0..4).prop_map(Step::Extend),
        1 => Just(Step::Clear),
    ]
}

proptest! {
    #[test]
    fn it_does_what_a_b_tree_does(steps in prop::collection::vec(step(), 0..60)) {
        let (mut map, mut model) = (SortedMap::default(), BTreeMap::new());
        for step in steps {
            match step {
                Step::Insert(key, value) => {
                    prop_assert_eq!(map.insert(key, value), model.insert(key, value));
                }
                Step::GetOrInsert(key, value) => prop_assert_eq!(
                    map.get_or_insert_with(key, || value),
                    model.entry(key).or_insert(value)
                ),
                Step::Remove(key) => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                Step::PopFirst => prop_assert_eq!(map.pop_first(), model.pop_first()),
                Step::PopLast => prop_assert_eq!(map.pop_last(), model.pop_last()),
                Step::RetainEven => {
                    map.retain(|_, value| value.is_multiple_of(2));
                    model.retain(|_, value| value.is_multiple_of(2));
                }
                Step::Change(key, value) => {
                    let (here, there) = (map.get_mut(&key), model.get_mut(&key));
                    prop_assert_eq!(&here, &there);
                    here.into_iter().chain(there).for_each(|held| *held = value);
                }
                Step::Extend(entries) => {
                    map.extend(entries.clone());
                    model.extend(entries);
                }
                Step::Clear => {
                    map.clear();
                    model.clear();
                }
            }
            prop_assert!(map.iter().eq(&model));
            prop_assert!(map.iter_mut().rev().eq(model.iter_mut().rev()));
            prop_assert!(map.values().rev().eq(model.values().rev()));
            prop_assert!(map.values_mut().eq(model.values_mut()));
            prop_assert_eq!(map.last_key(), model.keys().next_back());
            prop_assert_eq!(map.get(&3), model.get(&3));
            prop_assert_eq!((map.len(), map.is_empty()), (model.len(), model.is_empty()));
        }
        prop_assert!(map.into_iter().eq(model));
    }
}
