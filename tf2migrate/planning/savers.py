"""stub"""
def plan(planner): pass
def plan_iterators(planner): pass
