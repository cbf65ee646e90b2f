"""The peer of `bench serve`: what a scikit-learn user would put behind FastAPI. Reads {texts, labels} from the file named by PEER_DATA."""
import json
import os

from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

with open(os.environ["PEER_DATA"]) as file:
    data = json.load(file)
model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LinearSVC()).fit(data["texts"], data["labels"])
app = FastAPI()


class Question(BaseModel):
    text: str


# Asynchronous, because a plain function would go through a pool of threads, which is slower here.
@app.post("/predict")
async def predict(question: Question):
    return {"label": model.predict([question.text])[0]}
